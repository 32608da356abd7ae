// Documents built to cost as much as possible. Those generated from the table of the language cover new keys
// automatically; those written out by hand come from attacks.

#include <algorithm>
#include <ctime>
#include <functional>
#include <map>
#include <queue>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "language/language.h"
#include "language/load.h"

namespace connectory::language {
namespace {

namespace limits = base::limits;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double slowness = 30;
#elif defined(__has_feature)
constexpr double slowness = 30;  // clang reports sanitizers as features; here, all builds with clang use them
#else
constexpr double slowness = 1;
#endif

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Checked {
  Findings findings;
  std::uint64_t spent = 0;
  double seconds = 0;
};

Checked check(const std::string& text) {
  base::Budget budget(limits::document_work_max);
  const double begin = cpu_seconds();
  Loaded loaded = load(text, {.budget = &budget});
  return {std::move(loaded.findings), budget.spent(), cpu_seconds() - begin};
}

bool has(const Findings& findings, Code code) {
  return std::ranges::any_of(findings.all(), [&](const Finding& finding) { return finding.code == code; });
}

// Expects a time in proportion to the text and to the work that the budget recorded, with a margin for a slow machine.
// Reading a megabyte may take a quarter of a second, which is ten times what it needs.
void expect_accounted(const Checked& checked, std::size_t bytes, std::string_view what) {
  constexpr double seconds_per_byte = 0.25e-6;
  constexpr double seconds_per_unit = 4 * 1e-7;
  const double allowed =
      0.05 + static_cast<double>(bytes) * seconds_per_byte + static_cast<double>(checked.spent) * seconds_per_unit;
  EXPECT_LT(checked.seconds, slowness * allowed) << what << ": " << bytes << " bytes, " << checked.spent << " units";
}

// ---- generated from the table ---------------------------------------------------------------------------------------

// Where a component may be: under a key of a different component.
struct Home {
  const Component* component = nullptr;
  const Variant* variant = nullptr;
  const Key* key = nullptr;
  bool is_in_list = false;
};

const Type* component_type(const Type& type, bool& is_in_list) {
  if (type.form == Type::Form::component) return &type;
  for (const Type& part : type.parts) {
    is_in_list = is_in_list || type.form == Type::Form::array;
    if (const Type* const found = component_type(part, is_in_list)) return found;
  }
  return nullptr;
}

template <class Visit>
void for_each_key(const Component& component, Visit visit) {
  for (const Key& key : component.keys) visit(component.variants.empty() ? nullptr : &component.variants[0], key);
  for (const Variant& variant : component.variants)
    for (const Key& key : variant.keys) visit(&variant, key);
}

// The shortest way from the root to each component.
std::map<std::string_view, Home> homes() {
  std::map<std::string_view, Home> found;
  std::queue<const Component*> open;
  open.push(&language().root());
  found[language().root().name] = {};
  for (; !open.empty(); open.pop())
    for_each_key(*open.front(), [&](const Variant* variant, const Key& key) {
      bool is_in_list = false;
      const Type* const type = component_type(key.type, is_in_list);
      if (type == nullptr || !found.try_emplace(type->component, open.front(), variant, &key, is_in_list).second)
        return;
      open.push(&language().component(type->component));
    });
  return found;
}

class Generator {
 public:
  // A document in which this key of the component has each of the values, in as many places as the size allows.
  std::string document(const Component& component, const Variant* variant, const Key& key,
                       const std::vector<std::string>& values, std::size_t bytes) const {
    const auto value_at = [&](std::size_t number) {
      std::string value = values[number % values.size()];
      for (std::size_t at = value.find('#'); at != std::string::npos; at = value.find('#', at + 1))
        value.replace(at, 1, std::to_string(number));
      return value;
    };
    return put(component, bytes,
               [&](std::size_t number) { return object(component, variant, key, value_at(number), number); });
  }

 private:
  // Puts the component's text into those that enclose it. The nearest enclosing list gets many copies.
  using Make = std::function<std::string(std::size_t number)>;
  std::string put(const Component& component, std::size_t bytes, const Make& make) const {
    const Home& home = homes_.find(component.name)->second;
    if (home.component == nullptr) return make(0);
    if (!home.is_in_list)
      return put(*home.component, bytes, [&](std::size_t number) {
        return object(*home.component, home.variant, *home.key, make(number), number);
      });
    std::string list = "[";
    for (std::size_t number = 0; list.size() < bytes; ++number) {
      if (number > 0) list += ',';
      list += make(number);
    }
    list += "]";
    return put(*home.component, 0,
               [&](std::size_t number) { return object(*home.component, home.variant, *home.key, list, number); });
  }

  // One object of the component, with its required keys and this key.
  static std::string object(const Component& component, const Variant* variant, const Key& chosen,
                            std::string_view value, std::size_t number) {
    std::string outer;
    std::string inner;
    const auto add = [](std::string& to, std::string_view name, std::string_view json) {
      to += fmt::format("{}\"{}\":{}", to.empty() ? "" : ",", name, json);
    };
    if (variant != nullptr && !component.tag.empty()) add(outer, component.tag, fmt::format("\"{}\"", variant->value));
    const auto add_keys = [&](const std::vector<Key>& keys, std::string& to) {
      for (const Key& key : keys) {
        if (&key == &chosen)
          add(to, key.name, value);
        else if (key.name == "id")
          add(to, key.name, fmt::format("\"n{}\"", number));
        else if (key.is_required && !key.example_json.empty())
          add(to, key.name, key.example_json);
      }
    };
    add_keys(component.keys, outer);
    if (variant != nullptr) add_keys(variant->keys, component.nested.empty() ? outer : inner);
    if (!inner.empty()) add(outer, component.nested, "{" + inner + "}");
    return "{" + outer + "}";
  }

  std::map<std::string_view, Home> homes_ = homes();
};

// The most expensive values of this type.
std::vector<std::string> costly_values(const Type& type) {
  std::vector<std::string> texts = {
      R"("(\\p{L}{50})#")",
      R"("$[?match(@.a,'\\\\p{L}{50}#')]")",
      R"("$..a[?@.b#==1&&@.c||!@.d]")",
      R"("{{ now() | date('YYYY#', 'Europe/X#') }}{{ row.a# }}{{ settings.b# }}{{ user_input.c# }}{{ secrets.d# }}")",
      R"~("n#+n#0*(n#1-a)/(b+c#)")~",
      R"("YYYY-MM-DD[#]")",
      R"("Europe/Y#")",
      R"("//a[#]/b|c[@d='#']")",
      R"("https://a.example/#/{{ nothing# }}")",
      fmt::format(R"("{}#")", std::string(2000, 'x')),
      fmt::format(R"("{}#")", std::string(500, '<')),
  };
  std::vector<std::string> values;
  std::string many;
  switch (type.form) {
    case Type::Form::string: return texts;
    case Type::Form::choice: return {R"("nonsense#")"};
    case Type::Form::boolean:
    case Type::Form::integer:
    case Type::Form::number: return {"-1e999", R"("#")", "null"};
    case Type::Form::array:
      for (int at = 0; at < 50; ++at)
        for (const std::string& text : costly_values(type.parts[0])) many += (many.empty() ? "" : ",") + text;
      return {"[" + many + "]", "[1,null,[]]"};
    case Type::Form::map:
      for (int at = 0; at < 200; ++at) many += fmt::format("{}\"k{}\":\"v\"", at == 0 ? "" : ",", at);
      return {"{" + many + "}"};
    case Type::Form::any: return {R"({"a":["{{ now() }}",{"b":"{{ row.x# }}"}]})"};
    case Type::Form::component:
      for (int at = 0; at < 50; ++at) many += fmt::format("{}\"unknown{}\":1", at == 0 ? "" : ",", at);
      return {"{" + many + "}", "[]", "1"};
    case Type::Form::one_of:
      for (const Type& part : type.parts)
        for (std::string& value : costly_values(part)) values.push_back(std::move(value));
      return values;
  }
  std::unreachable();
}

// All documents are in one test, so that the compiled table and the database of time zones are created only once.
TEST(Expensive, EachKeyOfTheLanguageIsAccountedFor) {
  constexpr std::size_t bytes = slowness > 1 ? 8 * 1024 : 64 * 1024;
  const Generator generator;
  check("{}");
  std::size_t documents = 0;
  for (const Component& component : language().components())
    for_each_key(component, [&](const Variant* variant, const Key& key) {
      const std::string text = generator.document(component, variant, key, costly_values(key.type), bytes);
      const Checked checked = check(text);
      expect_accounted(checked, text.size(), fmt::format("{}.{}", component.name, key.name));
      EXPECT_LE(checked.spent, limits::document_work_max * 5 / 4) << component.name << "." << key.name;
      EXPECT_FALSE(has(checked.findings, Code::syntax)) << text.substr(0, 300);
      ++documents;
    });
  EXPECT_GT(documents, 200U);
}

// ---- written by hand ------------------------------------------------------------------------------------------------

// Elements with commas between them, up to this many bytes.
template <class Make>
std::string many(std::size_t bytes, Make make) {
  std::string text;
  for (std::size_t number = 0; text.size() < bytes; ++number) {
    if (number > 0) text += ',';
    text += make(number);
  }
  return text;
}

std::string with_operations(const std::string& operations) {
  return R"({"reporting":{"reportTypes":[{"id":"a","title":"A","dimensions":{"groups":[{"label":"g","fields":[)"
         R"({"id":"f","value":{"source":"jsonPath","value":"$.a"},"operations":[)" +
         operations + "]}]}]}}]}}";
}
std::string with_metrics(const std::string& fields) {
  return R"({"reporting":{"reportTypes":[{"id":"a","title":"A","metrics":{"groups":[{"label":"g","fields":[)" + fields +
         "]}]}}]}}";
}
std::string with_fields(const std::string& fields) {
  return R"({"reporting":{"reportTypes":[{"id":"a","title":"A","dimensions":{"groups":[{"label":"g","fields":[)" +
         fields + "]}]}}]}}";
}

std::string extraction(std::string_view pattern) {
  return fmt::format(R"~({{"type":"regex_extract","config":{{"pattern":"({})"}}}})~", pattern);
}

TEST(Expensive, EqualPatternsAreCompiledOnce) {
  const auto times = [](std::size_t count) {
    std::string operations;
    for (std::size_t at = 0; at < count; ++at) operations += (at > 0 ? "," : "") + extraction(R"(\\p{L}{20})");
    return check(with_operations(operations));
  };
  const Checked once = times(1);
  const Checked often = times(250);
  EXPECT_FALSE(has(often.findings, Code::too_much_work));
  EXPECT_LT(often.spent, 2 * once.spent);
  // The same for JSONPaths and inputs.
  const auto input = [](std::size_t number) {
    return fmt::format(R"~({{"id":"i{}","label":"l","pattern":"(\\p{{L}}{{20}})"}})~", number);
  };
  const Checked inputs =
      check(R"({"authentication":{"type":"user_input","userInputs":[)" + many(10'000, input) + "]}}");
  EXPECT_LT(inputs.spent, 2 * once.spent);
  const auto path = [](std::size_t number) {
    return fmt::format(
        R"~({{"id":"f{}","value":{{"source":"jsonPath","value":"$[?match(@.a,'(\\\\p{{L}}{{20}})')]"}}}})~", number);
  };
  EXPECT_LT(check(with_fields(many(20'000, path))).spent, 2 * once.spent);
}

TEST(Expensive, ManyDifferentPatternsAreTooMuchWork) {
  const auto operation = [](std::size_t number) { return extraction(fmt::format(R"(\\p{{L}}{{30}}{})", number)); };
  const Checked checked = check(with_operations(many(13'000, operation)));
  EXPECT_TRUE(has(checked.findings, Code::too_much_work));
  EXPECT_LE(checked.spent, limits::document_work_max + 600'000);
  const Finding& first = checked.findings.all().front();
  EXPECT_EQ(first.code, Code::too_much_work);
  EXPECT_NE(first.message.find("500 milliseconds"), std::string::npos) << first.message;
}

TEST(Expensive, OneLargePatternIsReported) {
  const std::string patterns[] = {R"(\\p{L}{500})", R"(\\p{L}{100}\\p{L}{100})", std::string(10'000, 'a')};
  for (const std::string& pattern : patterns) {
    const Checked checked = check(with_operations(extraction(pattern)));
    EXPECT_TRUE(has(checked.findings, Code::pattern_too_large)) << pattern.substr(0, 30);
    EXPECT_FALSE(has(checked.findings, Code::too_much_work));
  }
}

// Documents that were once quadratic, or nested deeply enough for a stack overflow. Each is a megabyte.
TEST(Expensive, AttacksAreAccountedFor) {
  constexpr std::size_t bytes = 1024 * 1024;
  const std::string request = R"({"url":"https://a.example/"})";
  const auto report_types = [](const std::string& all) { return R"({"reporting":{"reportTypes":[)" + all + "]}}"; };
  const std::pair<std::string_view, std::string> attacks[] = {
      {"unknown keys",
       R"({"reporting":{)" + many(bytes, [](std::size_t n) { return fmt::format("\"k{}\":1", n); }) + "}}"},
      {"unknown keys on lines of their own",
       R"({"reporting":{)" + many(bytes, [](std::size_t n) { return fmt::format("\"k{}\":1\n", n); }) + "}}"},
      {"a chain of formulas", with_metrics(many(bytes,
                                                [](std::size_t n) {
                                                  return fmt::format(
                                                      R"({{"id":"f{}","aggregationType":"formula","formula":"f{}"}})",
                                                      n, n + 1);
                                                }))},
      {"formulas of unknown metrics",
       with_metrics(many(bytes,
                         [](std::size_t n) {
                           return fmt::format(R"({{"id":"f{}","aggregationType":"formula","formula":"g{}"}})", n, n);
                         }))},
      {"formulas with a thousand names",
       with_metrics(many(bytes,
                         [](std::size_t n) {
                           std::string formula = "a";
                           for (int at = 0; at < 700; ++at) formula += fmt::format("+b{:x}", at);
                           return fmt::format(R"({{"id":"f{}","aggregationType":"formula","formula":"{}"}})", n,
                                              formula);
                         }))},
      {"a chain of joins",
       report_types(many(bytes,
                         [](std::size_t n) {
                           return fmt::format(
                               R"({{"id":"a{}","decoration":{{"relations":[{{"reportTypeId":"a{}"}}]}}}})", n, n + 1);
                         }))},
      {"pages that send no size",
       report_types(many(bytes,
                         [&](std::size_t n) {
                           return fmt::format(
                               R"({{"id":"a{}","request":{{"url":"https://a.example/","pagination":)"
                               R"({{"type":"page","pageParameter":"p","pageSize":1,"stop":"empty_page"}}}}}})",
                               n);
                         }))},
      {"rules", R"({"defaultResponseHandler":{"responseStatuses":[)" +
                    many(bytes, [](std::size_t n) { return fmt::format(R"({{"httpStatus":{}}})", 100 + n % 500); }) +
                    "]}}"},
      {"signers",
       R"({"signers":[)" + many(bytes, [](std::size_t n) { return fmt::format(R"({{"id":"s{}"}})", n); }) + "]}"},
      {"secrets that nothing uses", R"({"secrets":{"items":[)" +
                                        many(bytes, [](std::size_t n) { return fmt::format(R"({{"id":"s{}"}})", n); }) +
                                        "]}}"},
      {"names of rows",
       with_fields(many(bytes,
                        [](std::size_t n) {
                          return fmt::format(
                              R"({{"id":"f{}","value":{{"source":"static","value":"{{{{ row.gk{} }}}}"}}}})", n, n);
                        }))},
      {"unknown inputs",
       R"({"authentication":{"type":"user_input","userInputs":[)" +
           many(bytes / 2, [](std::size_t n) { return fmt::format(R"({{"id":"i{}"}})", n); }) +
           R"(]},"reporting":{"reportTypes":[{"id":"a","request":{"url":"https://a.example/","headers":[)" +
           many(bytes / 2,
                [](std::size_t n) {
                  return fmt::format(R"({{"name":"h{}","value":"{{{{ user_input.j{} }}}}"}})", n, n);
                }) +
           "]}}]}}"},
      {"long ids that are nearly the same",
       R"({"authentication":{"type":"user_input","userInputs":[{"id":")" + std::string(bytes / 2, 'a') +
           R"("}]},"reporting":{"reportTypes":[{"id":"a","request":{"url":"https://a.example/","headers":[{"name":"h","value":"{{ user_input.)" +
           std::string(200'000, 'a') + R"( }}"}]}}]}})"},
      {"a long id in each of a thousand messages",
       R"({"reporting":{"reportTypes":[{"id":")" + std::string(bytes / 2, 'a') + R"(","request":)" + request +
           R"(,"decoration":{"relations":[{"reportTypeId":")" + std::string(bytes / 2, 'a') + R"(","link":[)" +
           many(50'000, [](std::size_t n) { return fmt::format(R"({{"parent":"p{}","child":"c{}"}})", n, n); }) +
           "]}]}}]}}"},
      {"a long key in each of a thousand pointers",
       R"({"reporting":{"reportTypes":[{"id":"a","request":{"url":"https://a.example/","body":{"type":"json","json":{")" +
           std::string(bytes / 2, 'k') + R"(":[)" +
           many(50'000, [](std::size_t) { return std::string(R"("{{ nothing }}")"); }) + "]}}}}]}}"},
      {"time zones", with_operations(many(bytes,
                                          [](std::size_t n) {
                                            return fmt::format(
                                                R"({{"type":"convert_timezone","config":{{"from":"Europe/X{}"}}}})", n);
                                          }))},
  };
  check("{}");
  for (const auto& [what, text] : attacks) {
    const Checked checked = check(text);
    expect_accounted(checked, text.size(), what);
    std::size_t shown = 0;
    for (const Finding& finding : checked.findings.all())
      shown += finding.message.size() + finding.hint.size() + finding.pointer.size();
    EXPECT_LE(shown, limits::findings_text_bytes_max + 2000) << what;
    EXPECT_FALSE(has(checked.findings, Code::syntax)) << what;
  }
}

TEST(Expensive, NothingIsReportedOfWhatWasNotRead) {
  std::stop_source stop;
  stop.request_stop();
  base::Budget budget(limits::document_work_max, base::Stops(stop.get_token(), {}));
  const Loaded loaded =
      load(with_fields(many(1024 * 1024, [](std::size_t n) { return fmt::format(R"({{"id":"f{}"}})", n); })),
           {.budget = &budget});
  EXPECT_EQ(budget.end(), base::Budget::End::stopped);
  EXPECT_LT(budget.spent(), 200'000U) << "the stop is noticed soon";
  EXPECT_EQ(loaded.configuration, nullptr) << "what was read in part is never run";
  EXPECT_FALSE(loaded.findings.is_valid());
}

}  // namespace
}  // namespace connectory::language
