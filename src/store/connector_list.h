#pragma once

// A team's connectors as a list, newest first, read in pieces that fit into little memory. Between two pieces, other
// requests may write. A connector that is deleted meanwhile is missing from the rest. One that is created meanwhile is
// newer than the range, and not part of it.
// Threads: inside Store::read. Errors: store::Error.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/model.h"
#include "store/store.h"

namespace connectory::store {

// Where a connector is in the list. Positions do not move, even if the connector is deleted.
struct ListPosition {
  base::WallTime created_at;
  ConnectorId id;
};

// A part of the list, from one position to another, both included.
struct ListRange {
  ListPosition first;
  ListPosition last;
  std::size_t count;  // when the range was determined
  bool has_more;      // whether there are connectors after `last`
  std::string
      revisions;  // SHA-256 of all their revisions in hexadecimal digits, so it changes whenever one of them changes
};

// The range of at most `count_max` connectors after a position, or from the newest; absent if there is none.
Result<std::optional<ListRange>> find_list_range(db::Connection& connection, TeamId team,
                                                 const std::optional<ListPosition>& after, std::size_t count_max);

struct ListPiece {
  std::vector<Connector> connectors;
  bool is_last = false;
  // Set if the only connector of the piece has a configuration that is longer than a part: its version, and how many
  // parts it has. The configuration's text is then empty; use read_configuration_part().
  struct LongConfiguration {
    std::int64_t number;
    std::size_t parts_count;
  };
  std::optional<LongConfiguration> long_configuration;
};

// The next piece of a range, after `after` or from its beginning. It has at least one connector, and ends once it has
// limits::list_piece_bytes.
Result<ListPiece> read_list_piece(db::Connection& connection, TeamId team, const ListRange& range,
                                  const std::optional<ListPosition>& after, bool with_configurations);

// Part `index`, from 0, of a version's configuration. not_found if the connector has been deleted.
Result<std::string> read_configuration_part(db::Connection& connection, TeamId team, const ConnectorId& id,
                                            std::int64_t number, std::size_t index);

// Of all connectors of a team, newest first.
Result<std::vector<ConnectorId>> list_connector_ids(db::Connection& connection, TeamId team);

}  // namespace connectory::store
