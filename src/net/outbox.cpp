#include "net/outbox.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "net/status.h"

namespace connectory::net {
namespace {

namespace limits = base::limits;

}  // namespace

void Outbox::begin_head(const Response& response, std::string_view date_line) {
  const fmt::format_int status(response.status);
  heads_.append("HTTP/1.1 ")
      .append(status.data(), status.size())
      .append(" ")
      .append(reason_of(response.status))
      .append("\r\n");
  heads_.append(date_line).append(response.headers);
}

void Outbox::add_entry(std::size_t head_begin, Body body, std::size_t body_bytes) {
  entries_.push_back({head_begin, heads_.size(), std::move(body), body_bytes});
  bytes_ += size_of(entries_.back());
}

void Outbox::add(Response response, std::string_view date_line, bool is_last, bool without_body) {
  const std::size_t begin = heads_.size();
  const bool has_length = !has_no_body(response.status);
  begin_head(response, date_line);
  if (has_length) {
    const fmt::format_int length(response.body_text().size());
    heads_.append("Content-Length: ").append(length.data(), length.size()).append("\r\n");
  }
  heads_.append(is_last ? "Connection: close\r\n\r\n" : "\r\n");
  if (!has_length || without_body) response.body = std::string_view();
  const std::size_t sent_bytes = response.body_text().size() / (response.delivery == Response::Delivery::cut ? 2 : 1);
  add_entry(begin, std::move(response.body), sent_bytes);
}

void Outbox::add_raw(std::string_view head) {
  const std::size_t begin = heads_.size();
  heads_.append(head);
  add_entry(begin, std::string_view(), 0);
}

void Outbox::add_head(const Response& response, std::string_view date_line, bool is_last, Framing framing,
                      std::uint64_t length) {
  const std::size_t begin = heads_.size();
  begin_head(response, date_line);
  switch (framing) {
    case Framing::length: {
      const fmt::format_int text(length);
      heads_.append("Content-Length: ").append(text.data(), text.size()).append("\r\n");
      break;
    }
    case Framing::chunks: heads_.append("Transfer-Encoding: chunked\r\n"); break;
    case Framing::close: break;
  }
  heads_.append(is_last ? "Connection: close\r\n\r\n" : "\r\n");
  add_entry(begin, std::string_view(), 0);
}

void Outbox::add_piece(std::string piece, Framing framing) {
  const std::size_t begin = heads_.size();
  const std::size_t bytes = piece.size();
  if (framing == Framing::chunks) fmt::format_to(std::back_inserter(heads_), "{:x}\r\n", bytes);
  add_entry(begin, std::move(piece), bytes);
  if (framing == Framing::chunks) add_raw("\r\n");
}

void Outbox::add_end(Framing framing) {
  if (framing == Framing::chunks) add_raw("0\r\n\r\n");
}

bool Outbox::is_full() const {
  return bytes_ > limits::gathered_answers_bytes || entries_.size() >= limits::gathered_answers_max;
}

void Outbox::clear() {
  heads_.clear();
  entries_.clear();
  bytes_ = entry_ = sent_ = 0;
}

std::size_t Outbox::size_of(const Entry& entry) const { return entry.head_end - entry.head_begin + entry.body_bytes; }

void Outbox::gather(std::vector<iovec>& pieces) const {
  pieces.clear();
  std::size_t skipped = sent_;
  const auto add = [&](std::string_view bytes) {
    const std::size_t gone = std::min(skipped, bytes.size());
    skipped -= gone;
    bytes.remove_prefix(gone);
    if (!bytes.empty()) pieces.push_back({const_cast<char*>(bytes.data()), bytes.size()});
  };
  for (std::size_t i = entry_; i < entries_.size(); ++i) {
    add(std::string_view(heads_).substr(entries_[i].head_begin, entries_[i].head_end - entries_[i].head_begin));
    add(text_of(entries_[i].body).substr(0, entries_[i].body_bytes));
  }
}

void Outbox::advance(std::size_t bytes) {
  sent_ += bytes;
  while (entry_ < entries_.size() && sent_ >= size_of(entries_[entry_])) {
    sent_ -= size_of(entries_[entry_]);
    bytes_ -= size_of(entries_[entry_]);
    entries_[entry_].body = std::string_view();
    ++entry_;
  }
}

}  // namespace connectory::net
