#pragma once

// Converts the value of a field to its data type.
// Ownership: results borrow from the value and the Arena. Threads: pure, one at a time for each Arena. Errors: none; a
// value that cannot be converted is null and has failed. Source: connector language, "Data types".

#include <optional>

#include "engine/tree.h"
#include "language/data_type.h"
#include "text/decimal.h"

namespace connectory::engine {

struct Converted {
  Value value;              // none, a boolean, an integer, a decimal or a text
  bool has_failed = false;  // there is a value, but not one of the type
};

Converted convert(const Value& value, const language::DataType& type, Arena& arena);

// Before the operations of a field: for a percentage, a text that ends in `%` is its number divided by 100.
Value with_percent_read(const Value& value, const language::DataType& type, Arena& arena);

// A value as a text of the data type `string`: lists and objects are compact JSON. Ends after `bytes_max` bytes.
std::string text_of(const Value& value, std::size_t bytes_max);
// The number that a value is: a number, or a text as JSON writes numbers, also with white space around it, a leading
// plus sign or zeros, and U+2212 as the minus sign. Its digits are those of the text.
std::optional<Value> number_in(const Value& value, Arena& arena);
// The shortest form; an integer if it is one and fits.
Value value_of(const text::Decimal& number, Arena& arena);

}  // namespace connectory::engine
