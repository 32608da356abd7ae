#include "text/html_text.h"

#include <gtest/gtest.h>

namespace connectory::text {
namespace {

TEST(HtmlText, IsWhatAReaderSees) {
  struct Case {
    const char* html;
    const char* text;
  };
  const Case cases[] = {
      {"", ""},
      {"plain", "plain"},
      {"a <b>bold</b>, <i>word</i>", "a bold, word"},
      {"<p>One</p><p>Two<br>Three</p>", "One Two Three"},
      {"<ul><li>a<li>b</ul>", "a b"},
      {"Tom &amp; Jerry &eacute; &#8364; &#x20AC; &nosuch;", "Tom & Jerry \u00e9 \u20ac \u20ac &nosuch;"},
      {"  a \n\t b  ", "a b"},
      {"<script>alert('x')</script><style>p{}</style>text<!-- no -->", "text"},
      {"<td>1</td><td>2</td>", "1 2"},
      {"a < b and c > d", "a < b and c > d"},
      {"H\u00e4me \u65e5\u672c", "H\u00e4me \u65e5\u672c"},
      {"<a href='https://a.example/?x=1&y=2'>link</a>", "link"},
      {"unclosed <b>bold", "unclosed bold"},
  };
  for (const Case& c : cases) EXPECT_EQ(html_to_text(c.html), c.text) << c.html;
}

// Elements in elements build no tree, so they need neither memory nor a deep stack.
TEST(HtmlText, TakesAnyDepth) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += i % 2 == 0 ? "<div>" : "<b>";
  EXPECT_EQ(html_to_text(html + "end"), "end");
}

}  // namespace
}  // namespace connectory::text
