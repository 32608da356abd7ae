#include "image/scale.h"

#include <algorithm>

namespace connectory::image {
namespace {

// The old pixels covered by a new one, in one direction: [begin, end), of which the first and the last may be covered
// in part.
struct Span {
  std::size_t begin;
  std::size_t end;
  float first;
  float last;
  float weight_of(std::size_t at) const { return at == begin ? first : at + 1 == end ? last : 1.0F; }
};

std::vector<Span> spans(std::uint32_t from, std::uint32_t to) {
  std::vector<Span> all;
  all.reserve(to);
  for (std::uint64_t i = 0; i < to; ++i) {
    // In units of 1/to of an old pixel, so that nothing is rounded.
    const std::uint64_t left = i * from;
    const std::uint64_t right = left + from;
    const std::uint64_t begin = left / to;
    const std::uint64_t end = (right + to - 1) / to;
    const auto part = [to](std::uint64_t units) { return static_cast<float>(units) / static_cast<float>(to); };
    const std::uint64_t inside_first = std::min(right, (begin + 1) * to) - left;
    all.push_back({begin, end, part(inside_first), part(right - (end - 1) * to)});
  }
  return all;
}

// Adds one old row to the sums of a new row, multiplied by `weight`, with its colours multiplied by their alpha.
void add_row(const std::uint8_t* row, float weight, const std::vector<Span>& columns, std::vector<float>& sums) {
  for (std::size_t x = 0; x < columns.size(); ++x) {
    const Span& span = columns[x];
    float sum[bytes_per_pixel] = {};
    for (std::size_t at = span.begin; at < span.end; ++at) {
      const std::uint8_t* pixel = row + at * bytes_per_pixel;
      const float alpha = static_cast<float>(pixel[3]) * span.weight_of(at);
      sum[0] += static_cast<float>(pixel[0]) * alpha;
      sum[1] += static_cast<float>(pixel[1]) * alpha;
      sum[2] += static_cast<float>(pixel[2]) * alpha;
      sum[3] += alpha;
    }
    for (std::size_t channel = 0; channel < bytes_per_pixel; ++channel)
      sums[x * bytes_per_pixel + channel] += weight * sum[channel];
  }
}

std::uint8_t rounded(float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

}  // namespace

Picture scale_down(Picture picture, std::uint32_t edge_max) {
  const Size from = picture.size;
  const std::uint64_t edge = from.long_edge();
  if (edge <= edge_max) return picture;
  const auto shortened = [&](std::uint64_t length) {
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (length * edge_max + edge / 2) / edge));
  };
  Picture scaled({shortened(from.width), shortened(from.height)});
  const std::vector<Span> columns = spans(from.width, scaled.size.width);
  const std::vector<Span> rows = spans(from.height, scaled.size.height);
  const float area = static_cast<float>(from.pixels()) / static_cast<float>(scaled.size.pixels());
  std::vector<float> sums;
  for (std::size_t y = 0; y < rows.size(); ++y) {
    sums.assign(std::size_t{scaled.size.width} * bytes_per_pixel, 0.0F);
    for (std::size_t at = rows[y].begin; at < rows[y].end; ++at)
      add_row(picture.row(at), rows[y].weight_of(at), columns, sums);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const float* sum = sums.data() + x * bytes_per_pixel;
      std::uint8_t* pixel = scaled.row(y) + x * bytes_per_pixel;
      const float alpha = sum[3];
      if (alpha <= 0.0F) continue;  // transparent; stays black, as initialised
      for (std::size_t channel = 0; channel < 3; ++channel) pixel[channel] = rounded(sum[channel] / alpha);
      pixel[3] = rounded(alpha / area);
    }
  }
  return scaled;
}

}  // namespace connectory::image
