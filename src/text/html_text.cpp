#include "text/html_text.h"

#include <algorithm>
#include <climits>
#include <memory>

#include <libxml/HTMLparser.h>

#include "base/ascii.h"

namespace connectory::text {
namespace {

struct Reading {
  std::string text;
  int silent = 0;  // open elements whose text is not shown

  void blank() {
    if (!text.empty() && text.back() != ' ') text += ' ';
  }
};

std::string_view view(const xmlChar* name) { return reinterpret_cast<const char*>(name); }

bool is_silent(std::string_view element) { return element == "script" || element == "style"; }

// Whether an element continues the line of text that it is in.
bool is_inline(std::string_view element) {
  constexpr std::string_view elements[] = {"a",    "abbr",   "b",   "bdi",  "bdo",  "cite", "code", "em",
                                           "font", "i",      "kbd", "mark", "q",    "s",    "samp", "small",
                                           "span", "strong", "sub", "sup",  "time", "tt",   "u",    "var"};
  return std::ranges::find(elements, element) != std::ranges::end(elements);
}

void start_element(void* user, const xmlChar* name, const xmlChar** /*attributes*/) {
  auto& reading = *static_cast<Reading*>(user);
  if (is_silent(view(name))) ++reading.silent;
  if (!is_inline(view(name))) reading.blank();
}

void end_element(void* user, const xmlChar* name) {
  auto& reading = *static_cast<Reading*>(user);
  if (is_silent(view(name)) && reading.silent > 0) --reading.silent;
  if (!is_inline(view(name))) reading.blank();
}

void characters(void* user, const xmlChar* text, int length) {
  auto& reading = *static_cast<Reading*>(user);
  if (reading.silent > 0) return;
  for (const char c : view(text).substr(0, static_cast<std::size_t>(length))) {
    if (base::is_space(c) || c == '\f')
      reading.blank();
    else
      reading.text += c;
  }
}

}  // namespace

std::string html_to_text(std::string_view html) {
  Reading reading;
  if (html.empty() || html.size() > INT_MAX) return {};
  htmlSAXHandler events{};
  events.startElement = start_element;
  events.endElement = end_element;
  events.characters = characters;
  events.cdataBlock = characters;
  events.ignorableWhitespace = characters;
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(
      htmlCreatePushParserCtxt(&events, &reading, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8), htmlFreeParserCtxt);
  if (!parser) return {};
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_RECOVER);
  htmlParseChunk(parser.get(), html.data(), static_cast<int>(html.size()), 0);
  htmlParseChunk(parser.get(), nullptr, 0, 1);
  if (parser->myDoc != nullptr) xmlFreeDoc(parser->myDoc);
  while (reading.text.ends_with(' ')) reading.text.pop_back();
  return std::move(reading.text);
}

}  // namespace connectory::text
