#include "service/identity.h"

#include "base/try.h"

namespace connectory::service {
namespace {

namespace limits = base::limits;

constexpr std::string_view key_prefix = "api_";
constexpr std::string_view token_prefix = "at_";
constexpr std::size_t secret_length = 43;  // 258 bits cannot be guessed, so a plain hash is safe to store

Error unauthenticated(std::string detail) { return {Error::Code::unauthenticated, std::move(detail)}; }

}  // namespace

std::string new_key_text(base::Random& random) {
  return std::string(key_prefix) + random.text(secret_length, base::base64url_alphabet);
}

std::string new_secret_text(base::Random& random) { return random.text(secret_length, base::base64url_alphabet); }

std::string hash_credential(std::string_view text) { return crypto::sha256_hex(text); }

Identity::Identity(store::Store& store, const base::Clock& clock, base::Random& random)
    : store_(store), clock_(clock), random_(random), fingerprinter_(random) {}

std::optional<Caller> Identity::find(std::string_view credential) {
  const crypto::Fingerprint fingerprint = fingerprinter_.of(credential);
  const std::uint64_t generation = generation_.load(std::memory_order_acquire);
  return shards_[fingerprint.high % shards_count].with([&](const Shard& shard) -> std::optional<Caller> {
    const auto known = shard.find(fingerprint);
    if (known == shard.end() || known->second.generation != generation) return std::nullopt;
    if (!is_current(*known->second.caller.principal)) return std::nullopt;
    known->second.used_at_ms->store(clock_.wall().unix_ms, std::memory_order_relaxed);
    return known->second.caller;
  });
}

base::Task<Result<Caller>> Identity::authenticate(std::string credential) {
  if (credential.size() > limits::credential_bytes_max)
    co_return std::unexpected(unauthenticated("The credential is unknown."));
  // Read before the lookup, so that a change during the lookup invalidates the cached result at once.
  const std::uint64_t generation = generation_.load(std::memory_order_acquire);
  const std::string hash = hash_credential(credential);
  if (credential.starts_with(token_prefix)) {
    auto reading = store_.read([hash](db::Connection& connection) { return store::find_token(connection, hash); });
    CO_TRY(const auto token, co_await std::move(reading));
    if (!token || token->expires_at <= clock_.wall())
      co_return std::unexpected(unauthenticated("The access token is unknown or has expired; request a new one."));
    store::Grant grant = token->client.grant;
    if (!grant.is_enabled) co_return std::unexpected(unauthenticated("The client of this access token is disabled."));
    if (grant.expires_at && *grant.expires_at <= clock_.wall())
      co_return std::unexpected(unauthenticated("The client of this access token has expired; create a new one."));
    const std::string& id = token->client.id.value();
    Principal principal = make_principal(grant, "client:" + grant.name, id);
    if (token->scopes) {
      ScopeSet narrowed;
      for (const std::string& name : *token->scopes)
        if (const auto scope = find_scope(name)) narrowed = narrowed.with(*scope);
      principal.scopes = principal.scopes.and_also(narrowed);
    }
    if (!principal.expires_at || token->expires_at < *principal.expires_at) principal.expires_at = token->expires_at;
    co_return remember(credential, generation, std::move(principal), store::LastUse::Kind::client);
  }
  auto reading = store_.read([hash](db::Connection& connection) { return store::find_key(connection, hash); });
  CO_TRY(const auto key, co_await std::move(reading));
  if (!key) co_return std::unexpected(unauthenticated("The credential is unknown."));
  if (!key->grant.is_enabled) co_return std::unexpected(unauthenticated("The API key is disabled."));
  Principal principal = make_principal(key->grant, "key:" + key->grant.name, key->id.value());
  if (!is_current(principal)) co_return std::unexpected(unauthenticated("The API key has expired; create a new one."));
  co_return remember(credential, generation, std::move(principal), store::LastUse::Kind::key);
}

Caller Identity::remember(std::string_view credential, std::uint64_t generation, Principal principal,
                          store::LastUse::Kind kind) {
  const std::string name = principal.credential;
  const std::int64_t now_ms = clock_.wall().unix_ms;
  auto used_at = uses_.with([&](auto& uses) {
    Use& use = uses[name];
    use.kind = kind;
    if (!use.used_at_ms) use.used_at_ms = std::make_shared<std::atomic<std::int64_t>>(now_ms);
    return use.used_at_ms;
  });
  used_at->store(now_ms, std::memory_order_relaxed);
  auto bucket = buckets_.with([&](auto& buckets) {
    std::shared_ptr<Bucket>& known = buckets[name];
    if (!known || known->per_hour() != principal.rate_per_hour)
      known = std::make_shared<Bucket>(principal.rate_per_hour);
    return known;
  });
  Caller caller{std::make_shared<const Principal>(std::move(principal)), std::move(bucket)};
  const crypto::Fingerprint fingerprint = fingerprinter_.of(credential);
  shards_[fingerprint.high % shards_count].with([&](Shard& shard) {
    if (shard.size() >= limits::principals_cached_max / shards_count) shard.clear();
    shard[fingerprint] = {caller, generation, std::move(used_at)};
  });
  return caller;
}

base::Task<Result<store::Client>> Identity::authenticate_client(std::string id, std::string secret) {
  auto reading = store_.read([id](db::Connection& connection) { return store::find_client(connection, ClientId(id)); });
  CO_TRY(const auto found, co_await std::move(reading));
  const bool is_right = found && crypto::is_same_secret(found->secret_hash, hash_credential(secret));
  if (!is_right || !found->client.grant.is_enabled)
    co_return std::unexpected(unauthenticated("The client is unknown or disabled, or its secret is wrong."));
  if (found->client.grant.expires_at && *found->client.grant.expires_at <= clock_.wall())
    co_return std::unexpected(unauthenticated("The client has expired; create a new one."));
  co_return found->client;
}

base::Task<Result<Identity::IssuedToken>> Identity::issue_token(std::string client_id, std::string client_secret,
                                                                std::optional<ScopeSet> scopes) {
  auto authenticating = authenticate_client(std::move(client_id), std::move(client_secret));
  CO_TRY(const store::Client client, co_await std::move(authenticating));
  const Principal principal = make_principal(client.grant, client.grant.name, client.id.value());
  const ScopeSet granted = scopes ? principal.scopes.and_also(*scopes) : principal.scopes;
  if (scopes && granted != *scopes)
    co_return std::unexpected(
        Error{Error::Code::not_permitted, "The client may not have all of the requested scopes."});
  std::string text = std::string(token_prefix) + random_.text(secret_length, base::base64url_alphabet);
  // A token never outlives its client.
  const base::WallTime now = clock_.wall();
  base::WallTime expires_at{now.unix_ms + std::chrono::milliseconds(limits::access_token_lifetime).count()};
  if (client.grant.expires_at && *client.grant.expires_at < expires_at) expires_at = *client.grant.expires_at;
  const auto lifetime =
      std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(expires_at.unix_ms - now.unix_ms));
  std::optional<std::vector<std::string>> names;
  if (scopes) names = granted.names();
  auto writing = store_.write([id = client.id, hash = hash_credential(text), names, expires_at](store::Writing& place) {
    return store::add_token(place, id, hash, names, expires_at);
  });
  const auto written = co_await std::move(writing);
  if (!written && written.error().code == store::Error::Code::not_found)
    co_return std::unexpected(unauthenticated("The client was disabled or deleted in the meantime."));
  CO_TRY_DO(written);
  co_return IssuedToken{std::move(text), lifetime, granted};
}

base::Task<Result<void>> Identity::revoke_token(std::string client_id, std::string client_secret, std::string token) {
  auto authenticating = authenticate_client(std::move(client_id), std::move(client_secret));
  CO_TRY(const store::Client client, co_await std::move(authenticating));
  auto writing = store_.write([id = client.id, hash = hash_credential(token)](store::Writing& place) {
    return store::revoke_token(place, id, hash);
  });
  CO_TRY_DO(co_await std::move(writing));
  co_return Result<void>();
}

void Identity::record_last_uses() {
  std::vector<store::LastUse> due;
  uses_.with([&](auto& uses) {
    for (auto& [id, use] : uses) {
      const std::int64_t used_ms = use.used_at_ms->load(std::memory_order_relaxed);
      if (used_ms == use.written_ms) continue;
      use.written_ms = used_ms;
      due.push_back({use.kind, id, {used_ms}});
    }
  });
  // A failure is already in the store's log, and the next call records a later use anyway.
  if (!due.empty())
    static_cast<void>(
        store_.write_now([&due](store::Writing& writing) { return store::record_last_use(writing, due); }));
}

}  // namespace connectory::service
