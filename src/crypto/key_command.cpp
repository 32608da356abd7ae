#include "crypto/key_command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/descriptor.h"
#include "base/limits.h"
#include "base/system_message.h"
#include "base/try.h"

namespace connectory::crypto {
namespace {

namespace limits = base::limits;
using SteadyClock = std::chrono::steady_clock;

std::unexpected<Error> unavailable(std::string detail) {
  return std::unexpected(Error{Error::Code::unavailable, std::move(detail)});
}

// A child process in a process group of its own. The whole group ends no later than this object.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  // Checks without reaping the child, because its process id still identifies the group.
  bool is_over() const {
    siginfo_t seen{};
    return ::waitid(P_PID, static_cast<id_t>(id_), &seen, WEXITED | WNOHANG | WNOWAIT) == 0 && seen.si_pid == id_;
  }
  // What went wrong when it ended; absent if it succeeded.
  std::optional<std::string> end() {
    if (id_ == 0) return std::nullopt;
    int status = 0;
    ::kill(-id_, SIGKILL);
    ::waitpid(std::exchange(id_, 0), &status, 0);
    if (WIFSIGNALED(status)) return "was killed by signal " + std::to_string(WTERMSIG(status));
    if (WEXITSTATUS(status) != 0) return "ended with exit code " + std::to_string(WEXITSTATUS(status));
    return std::nullopt;
  }

 private:
  pid_t id_;
};

Result<pid_t> start(const std::vector<std::string>& words, int output) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  // The child does not inherit the signal handling of a server.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  pid_t id = 0;
  const int failure = ::posix_spawnp(&id, arguments.front(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failure != 0)
    return unavailable("the command " + words.front() + " cannot be started: " + base::system_message(failure));
  return id;
}

}  // namespace

Result<std::vector<std::string>> parse_command(std::string_view command) {
  std::vector<std::string> words;
  bool is_in_word = false;
  char quote = '\0';
  for (const char c : command) {
    if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        words.back().push_back(c);
      continue;
    }
    if (c == ' ' || c == '\t') {
      is_in_word = false;
      continue;
    }
    if (!is_in_word) words.emplace_back();
    is_in_word = true;
    if (c == '\'' || c == '"')
      quote = c;
    else
      words.back().push_back(c);
  }
  if (quote != '\0') return unavailable(std::string("the command has a ") + quote + " that is not closed");
  if (words.empty() || words.front().empty()) return unavailable("the command is empty");
  return words;
}

Result<Secret> run_command(const std::vector<std::string>& words, std::chrono::milliseconds time_max) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return unavailable("cannot create a pipe for the command: " + base::system_message(errno));
  const base::Descriptor reading(ends[0]);
  base::Descriptor writing(ends[1]);
  ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
  TRY(const pid_t id, start(words, writing.get()));
  Child child(id);
  writing.close();

  // One byte more than allowed, to detect output that is too long. It never grows, because that would leave copies
  // behind.
  Secret output = Secret::with_size(limits::master_keys_bytes_max + 1);
  std::size_t filled = 0;
  const auto until = SteadyClock::now() + time_max;
  for (;;) {
    const bool was_over = child.is_over();  // checked before the read, so that everything written until then is read
    const ssize_t got = ::read(reading.get(), output.writable().data() + filled, output.writable().size() - filled);
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
      if (filled > limits::master_keys_bytes_max)
        return unavailable("the command " + words.front() + " wrote more output than master keys can have");
      continue;
    }
    if (was_over) break;  // other processes may still hold the pipe, but the command itself has ended
    if (SteadyClock::now() >= until)
      return unavailable("the command " + words.front() + " did not finish within " + std::to_string(time_max.count()) +
                         " ms");
    // The child may close its end of the pipe long before it ends. Then there is nothing to poll for, and only the
    // time-out applies.
    pollfd waited{reading.get(), POLLIN, 0};
    constexpr int look_interval_ms = 10;
    ::poll(got == 0 ? nullptr : &waited, got == 0 ? 0 : 1, look_interval_ms);
  }
  if (const auto complaint = child.end()) return unavailable("the command " + words.front() + " " + *complaint);
  return Secret(output.reveal().substr(0, filled));
}

}  // namespace connectory::crypto
