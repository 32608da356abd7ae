#include "crypto/master_key_source.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>
#include <sodium.h>

#include "base/descriptor.h"
#include "base/random.h"
#include "base/system_message.h"
#include "base/try.h"
#include "crypto/key_command.h"

namespace connectory::crypto {
namespace {

namespace limits = base::limits;

std::unexpected<Error> failure_of(Error::Code code, std::string detail) {
  return std::unexpected(Error{code, std::move(detail)});
}

// The keys, or what is wrong with them and where they are from.
Result<MasterKeys> parse_from(const MasterKeySource& source, std::string_view text) {
  auto keys = MasterKeys::parse(text);
  if (!keys) keys.error().detail = fmt::format("{}: {}", source.name(), keys.error().detail);
  return keys;
}

class FileSource final : public MasterKeySource {
 public:
  explicit FileSource(std::filesystem::path file) : file_(std::move(file)) {}

  std::string name() const override { return fmt::format("the master key file {}", file_.native()); }
  bool is_ours() const override { return true; }
  Result<MasterKeys> load() override;
  Result<void> make(const MasterKeys& keys) override { return write(keys, Existing::stays); }
  Result<void> replace(const MasterKeys& keys) override { return write(keys, Existing::goes); }

 private:
  enum class Existing : std::uint8_t { stays, goes };
  Result<void> write(const MasterKeys& keys, Existing existing) const;
  std::unexpected<Error> cannot(std::string_view verb, int failure) const {
    return failure_of(Error::Code::unavailable,
                      fmt::format("{} cannot be {}: {}", name(), verb, base::system_message(failure)));
  }

  std::filesystem::path file_;
};

Result<MasterKeys> FileSource::load() {
  const base::Descriptor file(::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) return failure_of(Error::Code::missing, fmt::format("{} does not exist", name()));
    return cannot("read", errno);
  }
  struct stat facts{};
  if (::fstat(file.get(), &facts) != 0) return cannot("read", errno);
  if (!S_ISREG(facts.st_mode)) return failure_of(Error::Code::unavailable, fmt::format("{} is not a file", name()));
  constexpr mode_t of_others = S_IRWXG | S_IRWXO;
  if ((facts.st_mode & of_others) != 0)
    return failure_of(Error::Code::exposed,
                      fmt::format("{} has mode {:04o}, which gives access to users other than its owner", name(),
                                  facts.st_mode & 07777U));
  // One byte more than allowed, to detect a text that is too long. It never grows, because that would leave copies
  // behind.
  Secret text = Secret::with_size(limits::master_keys_bytes_max + 1);
  std::size_t filled = 0;
  for (;;) {
    const ssize_t got = ::read(file.get(), text.writable().data() + filled, text.writable().size() - filled);
    if (got < 0) return cannot("read", errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > limits::master_keys_bytes_max)
      return failure_of(Error::Code::malformed, fmt::format("{} is larger than master keys can be", name()));
  }
  return parse_from(*this, text.reveal().substr(0, filled));
}

// Written to a temporary file, flushed to disk, and only then renamed, so that readers find either the old file or the
// new one.
Result<void> FileSource::write(const MasterKeys& keys, Existing existing) const {
  // If the name is a link, its target is replaced and the link stays.
  std::error_code ignored;
  std::filesystem::path file = std::filesystem::weakly_canonical(file_, ignored);
  if (file.empty()) file = file_;
  std::filesystem::path folder = file.parent_path();
  if (folder.empty()) folder = ".";
  base::SystemRandom random;
  const std::string beside = fmt::format("{}.{}", file.native(), random.text(8, base::upper_and_digits));
  const Secret text = keys.to_text();
  {
    const base::Descriptor written(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!written.is_open()) return cannot("written", errno);
    const std::string_view bytes = text.reveal();
    const bool is_on_disk = ::write(written.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                            ::fsync(written.get()) == 0;
    if (!is_on_disk) {
      const int failure = errno;
      ::unlink(beside.c_str());
      return cannot("written", failure);
    }
  }
  const int moved = existing == Existing::goes
                        ? ::rename(beside.c_str(), file.c_str())
                        : ::renameat2(AT_FDCWD, beside.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE);
  if (moved != 0) {
    const int failure = errno;
    ::unlink(beside.c_str());
    if (failure != EEXIST) return cannot("written", failure);
  }
  const base::Descriptor entry(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!entry.is_open() || ::fsync(entry.get()) != 0) return cannot("written to disk", errno);
  return {};
}

class EnvironmentSource final : public MasterKeySource {
 public:
  explicit EnvironmentSource(std::string variable) : variable_(std::move(variable)) {
    char* const value =
        std::getenv(variable_.c_str());  // NOLINT(concurrency-mt-unsafe): at the start, before any thread
    if (value == nullptr) return;
    text_ = Secret(value);
    sodium_memzero(value, std::strlen(value));  // also removes it from what /proc shows
    ::unsetenv(variable_.c_str());              // NOLINT(concurrency-mt-unsafe): as above
  }

  std::string name() const override { return fmt::format("the environment variable {}", variable_); }
  Result<MasterKeys> load() override {
    if (text_.reveal().empty())
      return failure_of(Error::Code::missing, fmt::format("{} is not set, or is empty", name()));
    return parse_from(*this, text_.reveal());
  }

 private:
  std::string variable_;
  Secret text_;
};

class CommandSource final : public MasterKeySource {
 public:
  CommandSource(std::string command, std::chrono::milliseconds time_max)
      : command_(std::move(command)), time_max_(time_max) {}

  std::string name() const override { return "the output of master-key-command"; }
  Result<MasterKeys> load() override {
    TRY(const auto words, parse_command(command_));
    TRY(const Secret text, run_command(words, time_max_));
    return parse_from(*this, text.reveal());
  }

 private:
  std::string command_;
  std::chrono::milliseconds time_max_;
};

}  // namespace

Result<void> MasterKeySource::make(const MasterKeys&) {
  return failure_of(Error::Code::unavailable, fmt::format("{} cannot be changed by this program", name()));
}

Result<void> MasterKeySource::replace(const MasterKeys& keys) { return make(keys); }

std::unique_ptr<MasterKeySource> file_source(std::filesystem::path file) {
  return std::make_unique<FileSource>(std::move(file));
}
std::unique_ptr<MasterKeySource> environment_source(std::string variable) {
  return std::make_unique<EnvironmentSource>(std::move(variable));
}
std::unique_ptr<MasterKeySource> command_source(std::string command, std::chrono::milliseconds time_max) {
  return std::make_unique<CommandSource>(std::move(command), time_max);
}

}  // namespace connectory::crypto
