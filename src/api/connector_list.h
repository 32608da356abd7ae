#pragma once

// The body of a list of connectors, built in pieces: the connectors one after the other, then the rest. A short list is
// built completely and cached. A long one is sent while it is read, so that it never has to fit into memory.
// Threads: the loop of the request.
// Source: API contract, section 3; `after`, `limit` and `next` are our additions.

#include <cstdint>
#include <optional>
#include <string>

#include "api/api.h"
#include "net/produced.h"

namespace connectory::api {

// What a call requests.
struct ListRequest {
  bool with_configurations = false;
  std::optional<store::ListPosition> after;
  std::optional<std::size_t> limit;  // 1 to limits::list_connectors_max

  // Whether the call requests pages: the answer then has a link to the next one.
  bool is_paged() const { return after || limit; }
};
service::Result<ListRequest> parse_list_request(const Exchange& exchange);

// The URL of the page after `range`; absent if there is none.
std::optional<std::string> next_page_url(const Api& api, store::TeamId team, const ListRequest& request,
                                         const std::optional<store::ListRange>& range);

// Writes the connectors of a range, separated by commas.
class ConnectorRows {
 public:
  // `range`: absent if there is nothing to list.
  ConnectorRows(Api& api, store::TeamId team, std::optional<store::ListRange> range, bool with_configurations);

  // The next rows, about limits::list_piece_bytes of them; empty at the end.
  base::Task<store::Result<std::string>> next();
  bool is_at_end() const { return is_at_end_; }
  std::size_t count() const { return count_; }  // connectors so far

 private:
  base::Task<store::Result<std::string>> next_rows();
  base::Task<store::Result<std::string>> next_part();

  // A connector whose configuration is being written part by part.
  struct Long {
    store::ConnectorId id;
    store::ListPiece::LongConfiguration configuration;
    std::string text_after;  // the rest of the connector, after the configuration
    std::size_t next_index = 0;
  };

  Api* api_;
  store::TeamId team_;
  std::optional<store::ListRange> range_;
  bool with_configurations_;
  std::optional<store::ListPosition> after_;
  std::optional<Long> long_;
  bool is_last_piece_ = false;
  bool is_at_end_ = false;
  std::size_t count_ = 0;
};

// The text before the rows, and after them. The count comes first if it is known.
std::string list_head(std::optional<std::size_t> count);
std::string list_tail(std::optional<std::size_t> count, const ListRequest& request,
                      const std::optional<std::string>& next_url);

// A complete body that is produced while it is sent. `rows` must be at their beginning.
net::Produced make_list_body(ConnectorRows rows, const ListRequest& request,
                             const std::optional<std::string>& next_url);

}  // namespace connectory::api
