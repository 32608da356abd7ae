#pragma once

// The text of a piece of HTML: without tags, scripts and style sheets, with character references resolved. White space
// is one blank, and so is the border of a block such as a paragraph or a table cell.
// Pure; safe on every thread. Errors: none; every text is HTML. Time: linear. Why libxml2: it is maintained, reads HTML
// as events without building a tree, so that nesting costs nothing, and knows all character references.

#include <string>
#include <string_view>

namespace connectory::text {

std::string html_to_text(std::string_view html);

}  // namespace connectory::text
