#include "net/multipart.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::net {
namespace {

namespace limits = base::limits;

constexpr std::string_view type = "multipart/form-data; boundary=b";

// The parsed parts: `name[filename]content-type=content;` for each, or `! rule`.
std::string read(std::string_view body, std::string_view content_type = type) {
  const auto parts = parse_multipart(content_type, body);
  if (!parts) return "! " + std::string(parts.error().rule);
  std::string seen;
  for (const Part& part : *parts) {
    seen += part.name;
    if (part.filename) seen += "[" + *part.filename + "]";
    seen.append(part.content_type).append("=").append(part.content).append(";");
  }
  return seen;
}

// A body of one part with these headers.
std::string part_with(std::string_view headers, std::string_view content = "x") {
  return "--b\r\n" + std::string(headers) + "\r\n\r\n" + std::string(content) + "\r\n--b--\r\n";
}
std::string disposition(std::string_view parameters) {
  return part_with("Content-Disposition: form-data" + std::string(parameters));
}

TEST(Multipart, ReadsWhatClientsSend) {
  struct Case {
    const char* name;
    std::string body;
    const char* seen;
  };
  const std::string head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
  const Case cases[] = {
      {"curl",
       "--b\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"x.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n",
       "logo[x.png]image/png=PNG;"},
      {"several", "--b\r\n" + head + "1\r\n--b\r\n" + head + "2\r\n--b--\r\n", "a=1;a=2;"},
      {"no line end after the last boundary", "--b\r\n" + head + "1\r\n--b--", "a=1;"},
      {"an empty line before the first", "\r\n--b\r\n" + head + "1\r\n--b--\r\n", "a=1;"},
      {"padding after boundaries", "--b \t\r\n" + head + "1\r\n--b-- \r\n", "a=1;"},
      {"no parts", "--b--\r\n", ""},
      {"empty content", "--b\r\n" + head + "\r\n--b--\r\n", "a=;"},
      {"lines and near boundaries in the content",
       part_with("Content-Disposition: form-data; name=a", "\r\n--\r\n--B\r\n-b\n--b\r"),
       "a=\r\n--\r\n--B\r\n-b\n--b\r;"},
      {"case of names and types", part_with("CONTENT-disposition:FORM-DATA;NAME=a"), "a=x;"},
      {"other headers", part_with("X: y\r\nContent-Disposition: form-data; name=a; size=3\r\nContent-Length: 1"),
       "a=x;"},
      {"encodings that are none",
       part_with("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: Binary"), "a=x;"},
      {"escapes", disposition("; name=\"a\\\"b\\\\\"; filename=\"C:\\dir\\x.png\""), "a\"b\\[C:\\dir\\x.png]=x;"},
      {"a browser's escapes stay", disposition("; name=\"a%22\""), "a%22=x;"},
      {"signs inside quotes", disposition("; filename=\"a;name=b\"; name=\"a=1; b\""), "a=1; b[a;name=b]=x;"},
      {"empty parameters", disposition(" ; ;name=a;"), "a=x;"},
      {"the extended file name counts", disposition("; name=a; filename=\"e.png\"; filename*=utf-8''%C3%A9%20.png"),
       "a[\xc3\xa9 .png]=x;"},
      {"with a language", disposition("; name=a; filename*=UTF-8'en'e.png"), "a[e.png]=x;"},
      {"bytes beyond ASCII", disposition("; name=a; filename=\"\xc3\xa9.png\""), "a[\xc3\xa9.png]=x;"},
      {"an empty file name", disposition("; name=a; filename=\"\""), "a[]=x;"},
  };
  for (const Case& one : cases) EXPECT_EQ(read(one.body), one.seen) << one.name;
}

TEST(Multipart, RefusesWithTheRule) {
  struct Case {
    const char* name;
    std::string body;
    const char* says;
  };
  const std::string head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
  const Case cases[] = {
      {"nothing", "", "empty"},
      {"another boundary", "--c\r\n" + head + "1\r\n--c--\r\n", "must begin"},
      {"a preamble", "hello\r\n--b\r\n" + head + "1\r\n--b--\r\n", "must begin"},
      {"an epilogue", "--b\r\n" + head + "1\r\n--b--\r\nbye", "after the last boundary"},
      {"an epilogue of a line", "--b\r\n" + head + "1\r\n--b--\r\n\r\n", "after the last boundary"},
      {"an epilogue on its line", "--b\r\n" + head + "1\r\n--b--x", "must be followed"},
      {"no last boundary", "--b\r\n" + head + "1\r\n", "ends before"},
      {"half a last boundary", "--b\r\n" + head + "1\r\n--b", "within a boundary"},
      {"half its dashes", "--b\r\n" + head + "1\r\n--b-", "must be followed"},
      {"a boundary that begins with ours", "--b\r\n" + head + "1\r\n--bc\r\n--b--\r\n", "must not occur in a part"},
      {"bare line feeds", "--b\n" + head + "1\n--b--\n", "must be followed"},
      {"a bare line feed in a head", part_with("A: b\nContent-Disposition: form-data; name=a"), "control character"},
      {"a zero byte in a head", part_with(std::string_view("A: \0", 4)), "control character"},
      {"no end of a head", "--b\r\nContent-Disposition: form-data; name=a\r\n--b--\r\n", "header of a part must be"},
      {"nothing behind a boundary", "--b\r\n", "within the head"},
      {"a folded header", part_with("Content-Disposition: form-data;\r\n name=a"), "second line"},
      {"a space before the colon", part_with("Content-Disposition : form-data; name=a"), "must be a name, ':'"},
      {"a header twice", part_with("Content-Type: a/b\r\nContent-Type: a/c\r\nContent-Disposition: form-data; name=a"),
       "appears twice"},
      {"no disposition", part_with("Content-Type: image/png"), "no Content-Disposition"},
      {"another disposition", part_with("Content-Disposition: attachment; name=a"), "must be form-data"},
      {"no name", disposition("; filename=a"), "no name"},
      {"an empty name", disposition("; name=\"\""), "no name"},
      {"two names", disposition("; name=a; NAME=b"), "parameter appears twice"},
      {"two file names", disposition("; name=a; filename=a; filename=b"), "parameter appears twice"},
      {"no closing quote", disposition("; name=\"a"), "closing quote"},
      {"an escaped closing quote", disposition("; name=\"a\\\""), "closing quote"},
      {"something behind a quote", disposition("; name=\"a\"b"), "separated"},
      {"a value with spaces", disposition("; name=a b"), "separated"},
      {"no value", disposition("; name="), "must be quoted"},
      {"no equals sign", disposition("; name"), "a name, '='"},
      {"a space around the equals sign", disposition("; name = a"), "a name, '='"},
      {"an extended name in Latin-1", disposition("; name=a; filename*=ISO-8859-1''%E9"), "filename*"},
      {"an extended name without quotes", disposition("; name=a; filename*=e.png"), "filename*"},
      {"an extended name cut short", disposition("; name=a; filename*=UTF-8''%C"), "filename*"},
      {"a hidden line end in a file name", disposition("; name=a; filename*=UTF-8''a%0D%0Ab"), "control character"},
      {"parts inside", part_with("Content-Disposition: form-data; name=a\r\nContent-Type: Multipart/Mixed; boundary=c"),
       "parts of its own"},
      {"base64", part_with("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64"),
       "as they are"},
  };
  for (const Case& one : cases) {
    const std::string seen = read(one.body);
    EXPECT_TRUE(seen.starts_with("! ") && seen.contains(one.says)) << one.name << ": " << seen;
  }
}

TEST(Multipart, TakesTheBoundaryFromContentType) {
  const std::string long_one(limits::multipart_boundary_bytes_max, 'b');
  struct Case {
    std::string content_type;
    std::string boundary;  // of the body
    const char* seen;
  };
  const Case cases[] = {
      {"Multipart/Form-Data; charset=utf-8; Boundary=\"b c\"", "b c", "a=x;"},
      {"multipart/form-data;boundary=----WebKitFormBoundary7MA4YWxk", "----WebKitFormBoundary7MA4YWxk", "a=x;"},
      {"multipart/form-data; boundary=\"==_(b):/?,.'+==\"", "==_(b):/?,.'+==", "a=x;"},
      {"multipart/form-data; boundary=" + long_one, long_one, "a=x;"},
      {"multipart/form-data; boundary=" + long_one + "b", long_one + "b", "! the boundary must be"},
      {"multipart/form-data; boundary=\"b \"", "b ", "! the boundary must be"},
      {"multipart/form-data; boundary=\"\"", "", "! the boundary must be"},
      {"multipart/form-data; boundary=\"b*\"", "b*", "! the boundary must be"},
      {"multipart/form-data; boundary=", "b", "! a value"},
      {"multipart/form-data; boundary=b; boundary=c", "b", "! a parameter appears twice"},
      {"multipart/form-data", "b", "! Content-Type has no boundary"},
      {"multipart/mixed; boundary=b", "b", "! Content-Type is not"},
      {"", "b", "! Content-Type is not"},
  };
  for (const Case& one : cases) {
    const std::string edge = "--" + one.boundary;
    std::string body = edge + "\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n";
    body.append(edge).append("--\r\n");
    EXPECT_TRUE(read(body, one.content_type).starts_with(one.seen))
        << one.content_type << ": " << read(body, one.content_type);
  }
}

TEST(Multipart, HasBounds) {
  const auto parts = [](std::size_t count) {
    std::string body;
    for (std::size_t i = 0; i < count; ++i) body += "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
    return body + "--b--\r\n";
  };
  EXPECT_EQ(parse_multipart(type, parts(limits::multipart_parts_max))->size(), limits::multipart_parts_max);
  EXPECT_TRUE(read(parts(limits::multipart_parts_max + 1)).contains("too many parts"));

  const auto name = [](std::size_t size) { return disposition("; name=" + std::string(size, 'n')); };
  EXPECT_TRUE(read(name(limits::multipart_name_bytes_max)).starts_with("nnn"));
  EXPECT_TRUE(read(name(limits::multipart_name_bytes_max + 1)).contains("name of a part is too long"));
  const auto file = [](std::size_t size) { return disposition("; name=a; filename=" + std::string(size, 'f')); };
  EXPECT_TRUE(read(file(limits::multipart_filename_bytes_max)).starts_with("a[f"));
  EXPECT_TRUE(read(file(limits::multipart_filename_bytes_max + 1)).contains("file name of a part is too long"));

  // The lines of the head with their line ends, and the empty line.
  const std::string_view needed = "Content-Disposition: form-data; name=a\r\nX: \r\n\r\n";
  const auto head = [&](std::size_t size) {
    return part_with("Content-Disposition: form-data; name=a\r\nX: " + std::string(size - needed.size(), 'y'));
  };
  EXPECT_EQ(read(head(limits::multipart_head_bytes_max)), "a=x;");
  EXPECT_TRUE(read(head(limits::multipart_head_bytes_max + 1)).contains("too large"));
}

TEST(Multipart, SaysWhereTheFaultIs) {
  const std::string good = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n";
  const auto parts = parse_multipart(type, good + "--b\r\nContent-Type: a/b\r\nnonsense\r\n\r\n\r\n--b--");
  ASSERT_FALSE(parts.has_value());
  EXPECT_EQ(parts.error().offset, good.size() + 5 + 19);
  EXPECT_EQ(parse_multipart("text/plain", good).error().offset, std::nullopt);
}

}  // namespace
}  // namespace connectory::net
