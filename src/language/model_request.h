#pragma once

// A request and its parts: body, response, pagination, asynchronous job.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "language/model_pagination.h"
#include "language/model_response.h"
#include "language/model_value.h"
#include "text/template.h"

namespace connectory::language {

struct NameAndTemplate {
  std::string name;
  text::Template value;
  bool is_omitted_when_empty = false;
  enum class List : std::uint8_t { comma, repeat, brackets, json } list = List::comma;  // how to send several values
};

// JSON whose strings can contain placeholders. Everything else is kept as written.
struct JsonTemplate {
  std::string json;
  struct Text {
    std::size_t begin = 0;  // bytes [begin, end) of `json`: the quoted string that the template replaces
    std::size_t end = 0;
    text::Template text;
    bool is_whole = false;  // the string is a single placeholder, so an array or a number keeps its kind
  };
  std::vector<Text> texts;  // in the order of the text; only those with placeholders
};

struct FormBody {
  std::vector<NameAndTemplate> fields;
};
struct MultipartBody {
  std::vector<NameAndTemplate> fields;
};
struct JsonBody {
  JsonTemplate json;
  bool are_empty_omitted = false;  // members whose placeholders result in nothing
};
struct RawBody {
  text::Template content;
  std::string content_type;
};
struct GraphqlBody {
  text::Template query;
  JsonTemplate variables;
  bool are_empty_omitted = false;  // of the variables, as in a JsonBody
};
using Body = std::variant<std::monostate, FormBody, MultipartBody, JsonBody, RawBody, GraphqlBody>;

struct AsyncJob;
struct ChainedRequest;

struct Request {
  enum class Method : std::uint8_t { get, post, put, delete_, patch } method = Method::get;
  text::Template url;
  std::vector<NameAndTemplate> headers;
  std::vector<NameAndTemplate> parameters;
  Body body;
  bool has_login = true;  // what the login adds by itself is sent
  bool is_cached = true;
  Seconds timeout{60};
  std::optional<std::size_t> signer;  // index in Configuration::signers
  Response response;
  std::optional<Pagination> pagination;
  std::shared_ptr<const AsyncJob> job;  // set for asynchronous requests
  std::shared_ptr<const ChainedRequest> chained;
  bool is_reading = true;  // can be sent again after an error
  std::string pointer;     // its place in the configuration, for errors
};

struct ChainedRequest {
  Request request;
  bool is_row_kept = true;          // if the response has no rows
  std::optional<std::string> name;  // of the member that the chained row is put in; absent: it is merged
};

struct JobProperty {
  std::string id;
  ValueSource value;  // of the response that starts the job: a path, an XPath or a header
  bool is_secret = false;
};
struct JobStep {
  std::string id;
  Request request;
};
struct JobDownload {
  Request request;
  std::optional<ValueSource> urls;    // of the last status; the request is sent for each
  std::vector<HttpStatuses> expired;  // empty: 403, 404 and 410 of a URL that worked before
};

struct AsyncJob {
  std::vector<JobProperty> properties;
  Request status;
  ValueSource state;
  std::vector<Scalar> done;
  std::vector<Scalar> empty;
  std::vector<Scalar> failed;
  std::optional<std::vector<Scalar>> running;  // absent: every other state
  Seconds interval_min{2};
  Seconds interval_max{30};
  Seconds timeout{1800};
  std::vector<JobStep> steps;
  std::optional<JobDownload> download;
};

}  // namespace connectory::language
