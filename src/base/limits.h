#pragma once

// Every bound of the program, with its reason. Those that an operator may need are settings (src/app/settings.cpp), whose
// defaults stand here.

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
// The contract's bound for a JSON body; a form with a title and a description is far below.
inline constexpr std::size_t request_body_bytes_max = 10 * 1024 * 1024;
// A refused request's body up to this size is read and dropped, so that the connection can go on.
inline constexpr std::size_t discarded_body_bytes_max = 64 * 1024;
// What one idle connection keeps for reading; grows to the largest head while one is under way.
inline constexpr std::size_t read_buffer_bytes = 4 * 1024;
// Answers of pipelined requests are gathered up to this size before they are sent.
inline constexpr std::size_t gathered_answers_bytes = 128 * 1024;
inline constexpr std::size_t gathered_answers_max = 64;
// What the system may hold for a client beyond what is on its way: enough to keep a fast connection busy while the loop is
// elsewhere, little enough for ten thousand clients that do not read.
inline constexpr int socket_unsent_bytes_max = 128 * 1024;
// Bytes held for clients, answers that they have not read and bodies that are being received: of one client, and in all. One
// client's part is below the 64 MiB that any client may cost, with room for what is made while the bound is reached. The whole
// leaves as much of 256 MiB, which is a small machine, for everything else.
inline constexpr std::size_t held_bytes_of_client_max = 48 * 1024 * 1024;
inline constexpr std::size_t held_bytes_max = 96 * 1024 * 1024;
inline constexpr std::size_t small_held_bytes =
    64 * 1024;  // an answer or a body up to this is served though there is little room
inline constexpr std::size_t held_mib_setting_max = 65'536;
inline constexpr auto room_timeout =
    2s;  // for a request that finds too much held: connections that are too slow go meanwhile
// Of an answer or a body as a whole, so that a byte now and then does not keep it alive: a tenth of the slowest mobile network.
inline constexpr std::int64_t client_bytes_per_second_min = 1024;
// Where memory is scarce: below the slowest line that is still sold, above what a client does that plays for time.
inline constexpr std::int64_t pressed_bytes_per_second_min = 64 * 1024;
// Connections accepted beyond the most that may be open, while idle ones are closed to make room for them.
inline constexpr std::int64_t connections_slack = 32;
// Of a worker's idle connections, a 64th is closed at once, so that a flood of new ones does not cost a look at all for each.
inline constexpr std::size_t idle_given_up_part = 64;
inline constexpr auto beginning_grace = 1s;  // a client that has not sent a whole head by then counts as idle there
// Descriptors for what is not a connection: listener, loops, logs, the certificate, a few for each connection of the database,
// and the slack above.
inline constexpr std::int64_t descriptors_reserved = 128;
inline constexpr auto shortage_log_interval = 10s;  // what was refused for want of something is said once in this time
// Smaller answers gain nothing: one packet holds them.
inline constexpr std::size_t gzip_bytes_min = 1024;
// Work in proportion to a text of this size takes about a millisecond, which is what the event loop may give one request.
inline constexpr std::size_t inline_work_bytes_max = 64 * 1024;
// A configuration up to this size is checked on the event loop, as far as a budget of so many units (base/budget.h) goes: two
// milliseconds, several times what a usual one of that size needs. One that needs more is checked on the pool.
inline constexpr std::size_t inline_check_bytes_max = 16 * 1024;
inline constexpr std::uint64_t inline_check_work_max = 20'000;
inline constexpr auto head_timeout = 15s;   // from a request's first byte to the end of its head
inline constexpr auto body_timeout = 30s;   // between two pieces of a body
inline constexpr auto write_timeout = 30s;  // between two pieces of an answer that the client reads
inline constexpr auto idle_timeout = 75s;   // between two requests, as nginx has it
inline constexpr auto handshake_timeout = 10s;
inline constexpr auto drain_timeout = 30s;  // requests under way at a stop
inline constexpr auto linger_timeout = 2s;  // after a refusal, for the client to read it
// Of the waits that are settings: a longer one is a slip, and a clock of nanoseconds must not run over.
inline constexpr auto timeout_max = 24h;
static_assert(request_target_bytes_max < request_head_bytes_max);
static_assert(held_bytes_of_client_max < 64 * 1024 * 1024);
static_assert(held_bytes_of_client_max < held_bytes_max);

// All settings with a page of comment for each; what is longer is another file, named by a slip.
inline constexpr std::size_t settings_file_bytes_max = 1024 * 1024;

// Leaves room for any path of ours within the 2048 bytes that the contract gives a URL.
inline constexpr std::size_t public_url_bytes_max = 1024;

// ---- Memory as a whole ---------------------------------------------------------------------------------------------
// Freed at the first allocation that fails: what refusing a few thousand requests takes.
inline constexpr std::size_t memory_reserve_bytes = 2 * 1024 * 1024;
// Each arena takes 64 MiB of address space at once, and keeps what its threads freed. Two keep event loops out of each other's way.
inline constexpr int malloc_arenas_max = 2;
inline constexpr int malloc_mapped_bytes_min = 128 * 1024;  // the library's own default, but fixed
inline constexpr std::size_t malloc_free_bytes_max =
    8 * 1024 * 1024;  // more is given back: less than half of an idle server
// Our recursions are bounded (json_depth_max and the like) and need a tenth of it.
inline constexpr std::size_t thread_stack_bytes = 2 * 1024 * 1024;
// Of the memory that the process may have, the cache of answers and what is held for clients get a quarter each at most.
inline constexpr std::size_t memory_part = 4;

// ---- Forms with files (multipart/form-data) -----------------------------------------------------------------------
inline constexpr std::size_t multipart_boundary_bytes_max = 70;  // RFC 2046, section 5.1.1
inline constexpr std::size_t multipart_parts_max = 32;           // our forms have one part; clients may send a few more
inline constexpr std::size_t multipart_head_bytes_max = 4 * 1024;  // of one part: three headers and a long file name
inline constexpr std::size_t multipart_name_bytes_max = 255;
inline constexpr std::size_t multipart_filename_bytes_max = 1024;  // 255 characters, each of up to four bytes
static_assert(multipart_name_bytes_max + multipart_filename_bytes_max < multipart_head_bytes_max);

// ---- Images ----------------------------------------------------------------------------------------------------------
inline constexpr std::size_t logo_upload_bytes_max = 5 * 1024 * 1024;  // the contract's
static_assert(logo_upload_bytes_max < request_body_bytes_max);
// What a telephone's camera takes; 64 MiB of pixels while they are scaled down. Bombs are beyond.
inline constexpr std::size_t image_pixels_max = 16 * 1024 * 1024;
inline constexpr std::uint32_t image_edge_max = 8192;
// Encoders make about ten; each one goes over all pixels again.
inline constexpr int jpeg_scans_max = 64;
inline constexpr std::uint32_t logo_edge_max = 512;  // sharp at 256 points on any screen

// ---- The pool: work that would hold an event loop for too long -------------------------------------------------------------
// A second's work at most for each document, so that the last of a full queue is done before its client gives up.
inline constexpr std::size_t pool_jobs_waiting_per_lane_max = 32;
inline constexpr std::size_t pool_jobs_waiting_max = 1024;
// Bodies are held while they wait. A lane's bound lets six of the largest wait, and a whole archive.
inline constexpr std::size_t pool_bytes_waiting_per_lane_max = 64 * 1024 * 1024;
inline constexpr std::size_t pool_bytes_waiting_max = 256 * 1024 * 1024;

// ---- JSON ------------------------------------------------------------------------------------------------------------
inline constexpr std::size_t json_depth_max = 128;  // the contract's
// A YAML text, and what it comes to as JSON once its aliases are written out: a few lines of YAML can ask for terabytes.
inline constexpr std::size_t yaml_bytes_max = request_body_bytes_max;
inline constexpr std::size_t yaml_json_bytes_max = request_body_bytes_max;
// Values, keys and ends of lists and mappings: libyaml takes about a microsecond for each.
inline constexpr std::size_t yaml_events_max = 400'000;
// What anchors, aliases and merges may copy on the way there; a text within the bounds above needs each byte a few times at most.
inline constexpr std::size_t yaml_copied_bytes_max = 4 * yaml_json_bytes_max;
// A path is a line that a person writes; with a filter of a dozen conditions it is below 1 KiB.
inline constexpr std::size_t path_bytes_max = 8 * 1024;
inline constexpr std::size_t path_depth_max =
    32;  // filters, parentheses and functions in each other; keeps the parser's stack small
inline constexpr std::size_t path_nodes_max = 1'000'000;  // results of one evaluation: 16 MB of them
// Nodes looked at in one evaluation, about a second; `$..*..*` over a large document asks for more than any machine has.
inline constexpr std::size_t path_work_max = 20'000'000;
// RE2 needs time and memory in proportion to a pattern's program, which a few bytes can make large: `\p{L}{50}`.
inline constexpr std::size_t regex_bytes_max = 4 * 1024;
inline constexpr std::int64_t regex_program_bytes_max = 1024 * 1024;  // some 50 letters of any script, 40 milliseconds
inline constexpr std::size_t path_patterns_max = 32;                  // compiled with the path

// ---- Templates ------------------------------------------------------------------------------------------------------
inline constexpr std::size_t template_bytes_max = 256 * 1024;  // a request body as text; larger ones are files
inline constexpr std::size_t template_placeholders_max = 1000;
inline constexpr std::size_t template_filters_max = 32;  // far more than anyone chains by hand
inline constexpr std::size_t template_arguments_max = 8;
inline constexpr std::size_t template_steps_max = 32;
inline constexpr std::size_t date_format_bytes_max = 200;

// ---- Work on one document (base/budget.h; 10'000 units are a millisecond) -----------------------------------------------------
// Half a second for checking one configuration: a hundred times what the largest that people have written needs. With reading,
// comparing and storing ten megabytes it stays below the second that one request may take.
inline constexpr std::uint64_t document_work_max = 5'000'000;
// The same for all configurations of an archive together.
inline constexpr std::uint64_t archive_work_max = 2 * document_work_max;
// Of it, for looking for what was probably meant. When this is spent, findings go without a suggestion.
inline constexpr std::uint64_t suggestions_work_max = 500'000;

// ---- Configurations ------------------------------------------------------------------------------------------------------
inline constexpr std::size_t findings_max = 1000;  // more than anyone reads; all are counted
inline constexpr std::size_t findings_text_bytes_max =
    1024 * 1024;  // messages and pointers, which a document may make long
inline constexpr std::size_t report_types_max = 1000;
inline constexpr std::size_t formula_depth_max = 64;
inline constexpr std::size_t formula_bytes_max = 4096;
inline constexpr std::size_t xpath_bytes_max = 4096;  // the longest that anyone has written is a tenth of it

// ---- Names and texts of the contract, in Unicode code points ------------------------------------------------------
inline constexpr std::size_t connector_title_max = 255;
inline constexpr std::size_t connector_description_max = 1000;
inline constexpr std::size_t connector_identifier_max = 100;
inline constexpr std::size_t list_connectors_max = 1000;
// Of a list that is sent while it is read: enough for one write, and little for each of many slow clients.
inline constexpr std::size_t list_piece_bytes = 64 * 1024;
// A longer configuration is read in parts, so that a list holds no more than this of it, whatever its characters.
inline constexpr std::size_t configuration_part_characters = 256 * 1024;
// A list with fewer bytes is made whole and cached: 1,000 connectors with configurations of 4 KiB, with room.
inline constexpr std::size_t list_cached_bytes_max = 8 * 1024 * 1024;
// Of lists that are being made whole at the same time; those beyond are sent while they are read, and not cached.
inline constexpr std::size_t lists_made_at_once_max = 2;
inline constexpr std::size_t list_users_max = 1000;
inline constexpr std::size_t name_max = 255;
inline constexpr std::size_t error_description_max = 2048;
inline constexpr std::size_t secret_name_max = 255;
inline constexpr std::size_t secret_value_max = 10'000;
inline constexpr std::size_t secrets_of_connector_max = 100;
// Problems of one request body that its refusal names: what fits into its description. The others are counted.
inline constexpr std::size_t body_problems_max = 20;

// ---- Archives of connectors ----------------------------------------------------------------------------------------------
// What is taken out can be put in again: an export is held to the same bounds.
inline constexpr std::size_t archive_bytes_max = 64 * 1024 * 1024;  // as it is sent; JSON packs to a tenth
inline constexpr std::size_t archive_files_max = 500'000;           // two a version: a team of 1000 with long histories
inline constexpr std::size_t archive_unpacked_bytes_max = 256 * 1024 * 1024;  // in memory at once while it is imported
// Exports are in temporary files until their clients have read them: of one team, and in all.
inline constexpr std::uint64_t export_bytes_of_team_max = std::uint64_t{1} << 30U;
inline constexpr std::uint64_t export_bytes_max = std::uint64_t{4} << 30U;
inline constexpr std::size_t export_piece_bytes = 64 * 1024;  // of what is sent at once

// ---- Versions and drafts -------------------------------------------------------------------------------------------
inline constexpr std::size_t version_text_max = 20;    // the contract's
inline constexpr std::size_t version_note_max = 1000;  // a paragraph, as long as a description
inline constexpr std::size_t version_label_max = 50;
inline constexpr std::size_t version_labels_max = 100;  // of one connector; a listing shows them all
inline constexpr std::size_t versions_page_default = 100;
inline constexpr std::size_t versions_page_max = 1000;
// Configurations on one page of versions: at least one, and no more behind this many bytes.
inline constexpr std::size_t versions_page_bytes = 16 * 1024 * 1024;

// ---- Comparing configurations ---------------------------------------------------------------------------------------
// Nobody reads more changes than these, and an answer with all of them stays below a few megabytes.
inline constexpr std::size_t diff_changes_max = 1000;
inline constexpr std::size_t diff_text_bytes_max = 1024 * 1024;  // pointers and names, which a document may make long
inline constexpr std::size_t diff_value_bytes_max = 2 * 1024;    // of each value shown; longer ones are cut
// Pairs of elements looked at for the best alignment of two arrays without ids; above, they are paired by place.
inline constexpr std::size_t diff_alignment_pairs_max = 250'000;
// Values visited in all: a fifth of a second's work. A document of 1 MiB needs a tenth of it.
inline constexpr std::size_t diff_steps_max = 5'000'000;
// An id is shown up to this length; the language sets none.
inline constexpr std::size_t shown_id_max = 255;
// Characters of a text from outside that a message repeats: enough to recognise it.
inline constexpr std::size_t shown_points_max = 60;
// Names to choose from that a message lists: more are not read.
inline constexpr std::size_t listed_names_max = 20;

// ---- Credentials and rates ----------------------------------------------------------------------------------------
inline constexpr std::size_t credential_bytes_max = 4096;  // a JWT fits; a longer text is no credential
inline constexpr std::int64_t rate_per_hour_default = 5000;
inline constexpr std::int64_t rate_per_hour_max = 1'000'000'000;  // one per 3.6 microseconds: no server is faster
// Stricter than for those who have one; yet a tool that tries each call without a credential stays below it.
inline constexpr std::int64_t auth_failures_per_hour_default = 2000;
// Of calls that need no credential: seventeen a second, for the pages of people behind one address.
inline constexpr std::int64_t anonymous_requests_per_hour_default = 60'000;
// Log lines a minute about one client's refused requests without a credential, and clients that are told apart.
inline constexpr std::int64_t refusals_logged_max = 100;
inline constexpr std::size_t clients_logged_max = 1000;
inline constexpr auto access_token_lifetime = 1h;
inline constexpr std::size_t principals_cached_max = 65'536;
inline constexpr std::size_t addresses_tracked_max = 65'536;
inline constexpr auto last_used_flush_interval = 60s;  // how old a key's last-used time may be in the store

// ---- Master keys -----------------------------------------------------------------------------------------------------
// One is in use; the others are those of rotations under way, and of backups that may be restored.
inline constexpr std::size_t master_keys_max = 64;
inline constexpr std::size_t master_keys_bytes_max = 64 * 1024;  // their text, with a comment for each
inline constexpr auto master_key_timeout = 10s;           // for the command that gives them: a call over the network
inline constexpr auto master_key_command_pause = 1s;      // before it is asked again for a key that it did not have
inline constexpr std::int64_t rotation_batch_rows = 100;  // in one commit: writers of a running server wait for it

// ---- Store -----------------------------------------------------------------------------------------------------------
inline constexpr std::size_t writes_per_commit_max = 256;  // keeps one commit's WAL growth and latency bounded
inline constexpr std::size_t writes_queued_max = 10'000;   // beyond: 503 with Retry-After
inline constexpr std::size_t reads_queued_max = 50'000;
inline constexpr auto change_poll_interval = 40ms;  // a key disabled elsewhere is honoured within 100 ms
inline constexpr auto database_busy_timeout = 10s;  // another process's write on the same database
inline constexpr std::int64_t change_notices_kept = 10'000;

// ---- The audit --------------------------------------------------------------------------------------------------------
inline constexpr std::int64_t audit_listed_max = 1000;
inline constexpr std::int64_t audit_listed_default = 100;
inline constexpr std::int64_t audit_rows_searched_max = 10'000;  // some ten milliseconds of a reading thread
inline constexpr std::int64_t audit_rows_removed_per_write = 500;
inline constexpr auto audit_prune_interval = 60s;

// ---- Logs of connectors ----------------------------------------------------------------------------------------------
inline constexpr std::int64_t logs_listed_max = 1000;  // the contract's, as the next
inline constexpr std::int64_t logs_listed_default = 100;
inline constexpr std::size_t log_text_bytes_max = 2048;         // of an event's or a request's text: a long path
inline constexpr std::size_t log_detail_bytes_max = 64 * 1024;  // a page of an API's answer is longer, and is cut
// What an operator may choose; the defaults, 30 days and 10,000 entries a connector, are some megabytes of a busy one.
inline constexpr auto log_age_setting_max = 100 * 365 * 24h;
inline constexpr std::int64_t log_count_setting_max = 10'000'000;
inline constexpr auto log_flush_interval = 200ms;  // how long an entry may wait for others to be written with
inline constexpr auto log_retry_interval = 1s;     // after the store did not take entries
inline constexpr std::size_t log_entries_queued_max = 10'000;
inline constexpr std::size_t log_bytes_queued_max = 32 * 1024 * 1024;
inline constexpr std::size_t log_entries_per_write =
    256;  // some milliseconds, which other writes of the commit wait for
inline constexpr std::int64_t log_entries_removed_per_write = 500;  // likewise
inline constexpr auto log_prune_interval = 60s;
inline constexpr std::size_t logs_watched_max = 65'536;  // connectors whose growth is counted

// ---- The sample API (sample/) ---------------------------------------------------------------------------------------
inline constexpr std::int64_t sample_page_rows_max = 1000;  // what most APIs allow a page
// Ten million rows of one day: as many as the longest run that is measured reads.
inline constexpr std::int64_t sample_rows_per_day_max = 10'000'000;
inline constexpr std::int64_t sample_days_max = 3660;            // ten years in one question
inline constexpr std::int64_t sample_csv_rows_max = 100'000;     // one answer without pages, some 6 MB of it
inline constexpr auto sample_slow_max = 60s;                     // longer than a client's usual time-out
inline constexpr std::size_t sample_body_bytes_max = 16 * 1024;  // the form of a token request

}  // namespace connectory::base::limits
