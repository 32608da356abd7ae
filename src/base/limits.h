#pragma once

// Every bound of the program, with its reason. Bounds that an operator may need to change are settings
// (src/app/settings.cpp); their defaults are here.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace connectory::base::limits {

using namespace std::chrono_literals;

// ---- HTTP ------------------------------------------------------------------------------------------------------------
// A request line with a query of several kilobytes (`json=...`), and room for cookies that proxies add.
inline constexpr std::size_t request_head_bytes_max = 32 * 1024;
inline constexpr std::size_t request_target_bytes_max = 16 * 1024;
inline constexpr std::size_t request_headers_max = 100;
// The contract's bound for a JSON body. A form with a title and a description is far smaller.
inline constexpr std::size_t request_body_bytes_max = 10 * 1024 * 1024;
// If a refused request's body is no larger than this, it is read and dropped, so that the connection can be reused.
inline constexpr std::size_t discarded_body_bytes_max = 64 * 1024;
// The read buffer of an idle connection. It grows up to the largest head while one is being received.
inline constexpr std::size_t read_buffer_bytes = 4 * 1024;
// Answers to pipelined requests are collected up to this size before they are sent.
inline constexpr std::size_t gathered_answers_bytes = 128 * 1024;
inline constexpr std::size_t gathered_answers_max = 64;
// Unsent data that the system may hold for a client, besides what is in transit. This is enough to keep a fast
// connection busy while the event loop does something else, and little enough for ten thousand clients that do not
// read.
inline constexpr int socket_unsent_bytes_max = 128 * 1024;
// Bytes held for clients: answers that they have not read, and bodies that are being received, for one client and in
// total. One client's bound is below the 64 MiB that any client may cost, with room for what is produced while the
// bound is reached. The total leaves as much of 256 MiB, which is a small machine, for everything else.
inline constexpr std::size_t held_bytes_of_client_max = 48 * 1024 * 1024;
inline constexpr std::size_t held_bytes_max = 96 * 1024 * 1024;
inline constexpr std::size_t small_held_bytes =
    64 * 1024;  // an answer or a body up to this size is served even if there is little room
inline constexpr std::size_t held_mib_setting_max = 65'536;
inline constexpr auto room_timeout =
    2s;  // how long a request waits if too much is held; meanwhile, slow connections are closed
// For an answer or a body as a whole, so that one byte now and then does not keep it alive. A tenth of the slowest
// mobile network.
inline constexpr std::int64_t client_bytes_per_second_min = 1024;
// If memory is scarce. Below the slowest line that is still sold, and above the rate of a client that stalls on
// purpose.
inline constexpr std::int64_t pressed_bytes_per_second_min = 64 * 1024;
// Connections accepted above the maximum while idle ones are closed to make room for them.
inline constexpr std::int64_t connections_slack = 32;
// If room is needed, a 64th of a worker's idle connections is closed at once, so that in a flood of new connections not
// each one costs a search through all of them.
inline constexpr std::size_t idle_given_up_part = 64;
inline constexpr auto beginning_grace = 1s;  // after this time, a client that has not sent a whole head counts as idle
// Descriptors that are not connections: listener, event loops, logs, the certificate, a few for each connection to the
// database, and the slack above.
inline constexpr std::int64_t descriptors_reserved = 128;
inline constexpr auto shortage_log_interval = 10s;  // between two log lines about refusals for lack of resources
// Compressing smaller answers gains nothing, because one packet holds them.
inline constexpr std::size_t gzip_bytes_min = 1024;
// Work proportional to a text of this size takes about a millisecond, which is what the event loop may spend on one
// request.
inline constexpr std::size_t inline_work_bytes_max = 64 * 1024;
// A configuration up to this size is checked on the event loop, within a budget of this many units (base/budget.h): two
// milliseconds, several times what a usual one of that size needs. One that needs more is checked on the pool.
inline constexpr std::size_t inline_check_bytes_max = 16 * 1024;
inline constexpr std::uint64_t inline_check_work_max = 20'000;
inline constexpr auto head_timeout = 15s;   // from a request's first byte to the end of its head
inline constexpr auto body_timeout = 30s;   // between two pieces of a body
inline constexpr auto write_timeout = 30s;  // between two pieces of an answer that the client reads
inline constexpr auto idle_timeout = 75s;   // between two requests, as in nginx
inline constexpr auto handshake_timeout = 10s;
inline constexpr auto drain_timeout = 30s;  // for requests in progress at a stop
inline constexpr auto linger_timeout = 2s;  // after a refusal, for the client to read it
// The largest value of the settings that are waits. A longer wait is a mistake, and a clock of nanoseconds must not
// overflow.
inline constexpr auto timeout_max = 24h;
static_assert(request_target_bytes_max < request_head_bytes_max);
static_assert(held_bytes_of_client_max < 64 * 1024 * 1024);
static_assert(held_bytes_of_client_max < held_bytes_max);

// All settings with a page of comments for each. A larger file is the wrong one.
inline constexpr std::size_t settings_file_bytes_max = 1024 * 1024;

// Leaves room for any of our paths within the 2048 bytes that the contract allows for a URL.
inline constexpr std::size_t public_url_bytes_max = 1024;

// ---- Memory as a whole ---------------------------------------------------------------------------------------------
// Freed at the first allocation that fails. Refusing a few thousand requests needs this much.
inline constexpr std::size_t memory_reserve_bytes = 2 * 1024 * 1024;
// Each arena takes 64 MiB of address space at once, and keeps what its threads have freed. With two, event loops rarely
// wait for each other.
inline constexpr int malloc_arenas_max = 2;
inline constexpr int malloc_mapped_bytes_min = 128 * 1024;  // the C library's own default, but fixed
inline constexpr std::size_t malloc_free_bytes_max =
    8 * 1024 * 1024;  // more free memory than this is returned; less than half of an idle server
// Our recursions are bounded (by json_depth_max and the like) and need a tenth of this.
inline constexpr std::size_t thread_stack_bytes = 2 * 1024 * 1024;
// The cache of answers and the bytes held for clients get at most a quarter each of the memory that the process may
// use.
inline constexpr std::size_t memory_part = 4;

// ---- Forms with files (multipart/form-data) -----------------------------------------------------------------------
inline constexpr std::size_t multipart_boundary_bytes_max = 70;  // RFC 2046, section 5.1.1
inline constexpr std::size_t multipart_parts_max = 32;           // our forms have one part; clients may send a few more
inline constexpr std::size_t multipart_head_bytes_max = 4 * 1024;  // of one part: three headers and a long file name
inline constexpr std::size_t multipart_name_bytes_max = 255;
inline constexpr std::size_t multipart_filename_bytes_max = 1024;  // 255 characters, each of up to four bytes
static_assert(multipart_name_bytes_max + multipart_filename_bytes_max < multipart_head_bytes_max);

// ---- Images ----------------------------------------------------------------------------------------------------------
inline constexpr std::size_t logo_upload_bytes_max = 5 * 1024 * 1024;  // set by the contract
static_assert(logo_upload_bytes_max < request_body_bytes_max);
// A photo from a phone; 64 MiB of pixels while they are scaled down. Decompression bombs are larger.
inline constexpr std::size_t image_pixels_max = 16 * 1024 * 1024;
inline constexpr std::uint32_t image_edge_max = 8192;
// Encoders write about ten. Each scan goes over all pixels again.
inline constexpr int jpeg_scans_max = 64;
inline constexpr std::uint32_t logo_edge_max = 512;  // sharp at 256 points on any screen

// ---- The pool: work that would hold an event loop for too long -------------------------------------------------------------
// At most a second's work for each document, so that the last job of a full queue is done before its client gives up.
inline constexpr std::size_t pool_jobs_waiting_per_lane_max = 32;
inline constexpr std::size_t pool_jobs_waiting_max = 1024;
// Bodies are held while they wait. A lane's bound lets six of the largest wait, and a whole archive.
inline constexpr std::size_t pool_bytes_waiting_per_lane_max = 64 * 1024 * 1024;
inline constexpr std::size_t pool_bytes_waiting_max = 256 * 1024 * 1024;

// ---- JSON ------------------------------------------------------------------------------------------------------------
inline constexpr std::size_t json_depth_max = 128;  // set by the contract
// A YAML text, and its size as JSON after its aliases are expanded. A few lines of YAML can ask for terabytes.
inline constexpr std::size_t yaml_bytes_max = request_body_bytes_max;
inline constexpr std::size_t yaml_json_bytes_max = request_body_bytes_max;
// Values, keys, and the ends of lists and mappings. libyaml needs about a microsecond for each.
inline constexpr std::size_t yaml_events_max = 400'000;
// Bytes that anchors, aliases and merges may copy during the conversion. A text within the bounds above needs each byte
// a few times at most.
inline constexpr std::size_t yaml_copied_bytes_max = 4 * yaml_json_bytes_max;
// A path is a line that a person writes. With a filter of a dozen conditions it is below 1 KiB.
inline constexpr std::size_t path_bytes_max = 8 * 1024;
inline constexpr std::size_t path_depth_max =
    32;  // nested filters, parentheses and functions; keeps the parser's stack small
inline constexpr std::size_t path_nodes_max = 1'000'000;  // results of one evaluation, which take 16 MB
// Nodes visited in one evaluation, about a second. `$..*..*` on a large document asks for more than any machine has.
inline constexpr std::size_t path_work_max = 20'000'000;
// RE2 needs time and memory in proportion to a pattern's program, and a few bytes can make that large: `\p{L}{50}`.
inline constexpr std::size_t regex_bytes_max = 4 * 1024;
inline constexpr std::int64_t regex_program_bytes_max = 1024 * 1024;  // about 50 letters of any script, 40 milliseconds
inline constexpr std::size_t path_patterns_max = 32;                  // compiled with the path

// ---- Templates ------------------------------------------------------------------------------------------------------
inline constexpr std::size_t template_bytes_max = 256 * 1024;  // a request body as text; larger ones are files
inline constexpr std::size_t template_placeholders_max = 1000;
// An expression is a line that a person writes.
inline constexpr std::size_t expression_bytes_max = 4096;
inline constexpr std::size_t expression_depth_max = 32;       // nested brackets and signs; keeps the stack small
inline constexpr std::size_t expression_arguments_max = 256;  // elements of a list, operands of a chain
inline constexpr std::size_t expression_steps_max = 10'000;   // of one evaluation: about a millisecond
inline constexpr std::size_t expression_result_bytes_max = 1024 * 1024;  // of a text that it makes
inline constexpr std::size_t date_format_bytes_max = 200;

// ---- Work on one document (base/budget.h; 10'000 units are a millisecond) -----------------------------------------------------
// Half a second for checking one configuration, a hundred times what the largest ones written by people need. Together
// with reading, comparing and storing ten megabytes, this stays below the second that one request may take.
inline constexpr std::uint64_t document_work_max = 5'000'000;
// The same for all configurations of an archive together.
inline constexpr std::uint64_t archive_work_max = 2 * document_work_max;
// The part of it that may be spent on guessing what was meant. When it is spent, findings have no suggestions.
inline constexpr std::uint64_t suggestions_work_max = 500'000;

// ---- Configurations ------------------------------------------------------------------------------------------------------
inline constexpr std::size_t findings_max = 1000;  // more than anyone reads; the others are only counted
inline constexpr std::size_t findings_text_bytes_max =
    1024 * 1024;  // messages and pointers, which a document may make long
inline constexpr std::size_t report_types_max = 1000;
inline constexpr std::size_t formula_depth_max = 64;
inline constexpr std::size_t formula_bytes_max = 4096;
// What the adapters and row steps of one response may make, in bytes of values: some times the response itself, so that
// a list in a list in a list does not multiply without end.
inline constexpr std::size_t adapted_bytes_max = 256 * 1024 * 1024;
// The body of a request to an API, made of a template and its values.
inline constexpr std::size_t request_body_made_bytes_max = 16 * 1024 * 1024;
// One record of a CSV response. A quote that nothing closes would otherwise collect the rest of the response.
inline constexpr std::size_t csv_record_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t tree_depth_max = 128;    // of flatten_tree, as of a document
inline constexpr std::size_t xpath_bytes_max = 4096;  // the longest known one is a tenth of this

// ---- Names and texts of the contract, in Unicode code points ------------------------------------------------------
inline constexpr std::size_t connector_title_max = 255;
inline constexpr std::size_t connector_description_max = 1000;
inline constexpr std::size_t connector_identifier_max = 100;
inline constexpr std::size_t list_connectors_max = 1000;
// A piece of a list that is sent while it is read: enough for one write, and little for each of many slow clients.
inline constexpr std::size_t list_piece_bytes = 64 * 1024;
// A longer configuration is read in parts, so that a list never holds more of it than this, whatever its characters
// are.
inline constexpr std::size_t configuration_part_characters = 256 * 1024;
// A list with fewer bytes is built as a whole and cached: 1,000 connectors with configurations of 4 KiB, and some room.
inline constexpr std::size_t list_cached_bytes_max = 8 * 1024 * 1024;
// Lists that are built as a whole at the same time. Further ones are sent while they are read, and are not cached.
inline constexpr std::size_t lists_made_at_once_max = 2;
inline constexpr std::size_t list_users_max = 1000;
inline constexpr std::size_t name_max = 255;
inline constexpr std::size_t error_description_max = 2048;
inline constexpr std::size_t secret_name_max = 255;
inline constexpr std::size_t secret_value_max = 10'000;
inline constexpr std::size_t secrets_of_connector_max = 100;
// Problems of one request body that its refusal names, so that they fit into its description. The others are counted.
inline constexpr std::size_t body_problems_max = 20;

// ---- Archives of connectors ----------------------------------------------------------------------------------------------
// What is exported can be imported again, because an export has the same bounds.
inline constexpr std::size_t archive_bytes_max = 64 * 1024 * 1024;  // as sent; JSON is compressed to a tenth
inline constexpr std::size_t archive_files_max = 500'000;  // two for each version: a team of 1000 with long histories
inline constexpr std::size_t archive_unpacked_bytes_max = 256 * 1024 * 1024;  // in memory at once during an import
// Exports are in temporary files until their clients have read them. For one team, and in total.
inline constexpr std::uint64_t export_bytes_of_team_max = std::uint64_t{1} << 30U;
inline constexpr std::uint64_t export_bytes_max = std::uint64_t{4} << 30U;
inline constexpr std::size_t export_piece_bytes = 64 * 1024;  // sent at once

// ---- Versions and drafts -------------------------------------------------------------------------------------------
inline constexpr std::size_t version_text_max = 20;    // set by the contract
inline constexpr std::size_t version_note_max = 1000;  // a paragraph, as long as a description
inline constexpr std::size_t version_label_max = 50;
inline constexpr std::size_t version_labels_max = 100;  // for one connector; a listing shows them all
inline constexpr std::size_t versions_page_default = 100;
inline constexpr std::size_t versions_page_max = 1000;
// Configurations on one page of versions. A page has at least one, and ends after this many bytes.
inline constexpr std::size_t versions_page_bytes = 16 * 1024 * 1024;

// ---- Comparing configurations ---------------------------------------------------------------------------------------
// Nobody reads more changes than these, and an answer with all of them stays below a few megabytes.
inline constexpr std::size_t diff_changes_max = 1000;
inline constexpr std::size_t diff_text_bytes_max = 1024 * 1024;  // pointers and names, which a document may make long
inline constexpr std::size_t diff_value_bytes_max = 2 * 1024;    // of each value shown; longer ones are truncated
// Pairs of elements compared to find the best alignment of two arrays without ids. Above this, elements are paired by
// position.
inline constexpr std::size_t diff_alignment_pairs_max = 250'000;
// Values visited in total, a fifth of a second's work. A document of 1 MiB needs a tenth of it.
inline constexpr std::size_t diff_steps_max = 5'000'000;
// An id is shown up to this length. The language does not limit it.
inline constexpr std::size_t shown_id_max = 255;
// How many characters of a text from outside a message repeats: enough to recognise the text.
inline constexpr std::size_t shown_points_max = 60;
// How many names a message lists to choose from. Nobody reads more.
inline constexpr std::size_t listed_names_max = 20;

// ---- Credentials and rates ----------------------------------------------------------------------------------------
inline constexpr std::size_t credential_bytes_max = 4096;  // a JWT fits; a longer text is not a credential
inline constexpr std::int64_t rate_per_hour_default = 5000;
inline constexpr std::int64_t rate_per_hour_max = 1'000'000'000;  // one per 3.6 microseconds: no server is faster
// Stricter than for callers with a credential. Yet a tool that tries each call without one stays below it.
inline constexpr std::int64_t auth_failures_per_hour_default = 2000;
// For calls that need no credential: about seventeen a second, for the pages of people behind one address.
inline constexpr std::int64_t anonymous_requests_per_hour_default = 60'000;
// Log lines a minute about one client's refused requests without a credential, and the number of clients that are
// distinguished.
inline constexpr std::int64_t refusals_logged_max = 100;
inline constexpr std::size_t clients_logged_max = 1000;
inline constexpr auto access_token_lifetime = 1h;
inline constexpr std::size_t principals_cached_max = 65'536;
inline constexpr std::size_t addresses_tracked_max = 65'536;
inline constexpr auto last_used_flush_interval = 60s;  // how old a key's last-used time may be in the store

// ---- Master keys -----------------------------------------------------------------------------------------------------
// One is in use. The others are those of rotations in progress, and of backups that may be restored.
inline constexpr std::size_t master_keys_max = 64;
inline constexpr std::size_t master_keys_bytes_max = 64 * 1024;  // of their text, with a comment for each
inline constexpr auto master_key_timeout = 10s;       // for the command that prints them, which may use the network
inline constexpr auto master_key_command_pause = 1s;  // before the command runs again for a key that it did not have
inline constexpr std::int64_t rotation_batch_rows = 100;  // rows in one commit; writers of a running server wait for it

// ---- Store -----------------------------------------------------------------------------------------------------------
inline constexpr std::size_t writes_per_commit_max = 256;  // keeps one commit's WAL growth and latency bounded
inline constexpr std::size_t writes_queued_max = 10'000;   // if more wait: 503 with Retry-After
inline constexpr std::size_t reads_queued_max = 50'000;
inline constexpr auto change_poll_interval = 40ms;  // a key that another process disables is refused within 100 ms
inline constexpr auto database_busy_timeout = 10s;  // how long to wait for another process's write to the same database
inline constexpr std::int64_t change_notices_kept = 10'000;

// ---- The audit --------------------------------------------------------------------------------------------------------
inline constexpr std::int64_t audit_listed_max = 1000;
inline constexpr std::int64_t audit_listed_default = 100;
inline constexpr std::int64_t audit_rows_searched_max = 10'000;  // about ten milliseconds of a reading thread
inline constexpr std::int64_t audit_rows_removed_per_write = 500;
inline constexpr auto audit_prune_interval = 60s;

// ---- Logs of connectors ----------------------------------------------------------------------------------------------
inline constexpr std::int64_t logs_listed_max = 1000;  // set by the contract, as is the next
inline constexpr std::int64_t logs_listed_default = 100;
inline constexpr std::size_t log_text_bytes_max = 2048;         // of the text of an event or a request: a long path
inline constexpr std::size_t log_detail_bytes_max = 64 * 1024;  // a page of an API's answer is longer, and is truncated
// The largest values that an operator may set. The defaults, 30 days and 10,000 entries for each connector, are some
// megabytes for a busy one.
inline constexpr auto log_age_setting_max = 100 * 365 * 24h;
inline constexpr std::int64_t log_count_setting_max = 10'000'000;
inline constexpr auto log_flush_interval = 200ms;  // how long an entry may wait to be written together with others
inline constexpr auto log_retry_interval = 1s;     // after the store refused entries
inline constexpr std::size_t log_entries_queued_max = 10'000;
inline constexpr std::size_t log_bytes_queued_max = 32 * 1024 * 1024;
inline constexpr std::size_t log_entries_per_write =
    256;  // some milliseconds, for which the other writes of the commit wait
inline constexpr std::int64_t log_entries_removed_per_write = 500;  // likewise
inline constexpr auto log_prune_interval = 60s;
inline constexpr std::size_t logs_watched_max = 65'536;  // connectors whose growth is counted

// ---- The sample API (sample/) ---------------------------------------------------------------------------------------
inline constexpr std::int64_t sample_page_rows_max = 1000;  // as most APIs allow on a page
// Ten million rows for one day: as many as the longest benchmark reads.
inline constexpr std::int64_t sample_rows_per_day_max = 10'000'000;
inline constexpr std::int64_t sample_days_max = 3660;            // ten years in one request
inline constexpr std::int64_t sample_csv_rows_max = 100'000;     // one answer without pages, about 6 MB
inline constexpr auto sample_slow_max = 60s;                     // longer than a client's usual time-out
inline constexpr std::size_t sample_body_bytes_max = 16 * 1024;  // the form of a token request

}  // namespace connectory::base::limits
