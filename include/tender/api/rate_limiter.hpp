// SPDX-License-Identifier: BSL-1.0
// tender/api/rate_limiter.hpp: how often a key may ask.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/base/id.hpp>
#include <tender/base/ip_address.hpp>
#include <tender/base/time.hpp>
#include <tender/core/containers/flat_index.hpp>
#include <tender/core/record.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// Whom a limit of clients counts: of IPv6 all that share the first 64 bits, which one line has.
inline std::uint64_t one_of_clients(std::string_view client)
{
    bool const bare = client.find(':') != client.npos && client.front() != '[';
    auto const ip = read_ip(bare ? "[" + std::string(client) + "]" : std::string(client));
    if (!ip) return hash_of(client);
    auto const* const bytes = reinterpret_cast<char const*>(ip->bytes.data());
    auto const v4 = ip_address::v4({}).bytes;
    bool const wrapped = std::equal(v4.begin(), v4.begin() + 12, ip->bytes.begin());
    return hash_of({bytes + (wrapped ? 12 : 0), std::size_t(wrapped ? 4 : 8)});
}

/// What a key has left in the minute that runs.
struct rate_state {
    bool allowed = true;
    std::int64_t remaining = 0;
    instant reset{};              ///< when the next minute begins
};

/// Counts requests per key in fixed windows of a minute, on the engine's clock, in this process
/// alone. Thread-safe; keys fall into parts with a lock each. Of a million keys in a minute, those
/// that come later share the counters of others.
class rate_limiter {
public:
    rate_state take(ulid key, std::int64_t limit, instant now)
    {
        using std::chrono::minutes;
        auto& mine = parts_[key.low % parts_.size()];
        std::lock_guard const hold(mine.lock);
        auto const window = std::chrono::floor<minutes>(now);
        bool const overtaken = window == mine.window - minutes(1);   // by another thread's now
        if (window != mine.window && !overtaken) {
            mine.window = window;
            mine.counts.clear();
            mine.positions = {};
        }
        auto const hash = static_cast<std::uint32_t>(key.low >> 8);
        auto at = mine.positions.find(
            hash, [&](std::uint32_t p) { return mine.counts[p].key == key; });
        if (at == flat_index::none && mine.counts.size() == most_counted) {
            at = hash % most_counted;
        } else if (at == flat_index::none) {
            at = static_cast<std::uint32_t>(mine.counts.size());
            mine.positions.insert(hash, at);
            mine.counts.push_back({key, 0});
        }
        auto& count = mine.counts[at].taken;
        rate_state out;
        out.allowed = count < limit;
        if (out.allowed) ++count;
        out.remaining = limit - count;
        out.reset = mine.window + minutes(1);
        return out;
    }

private:
    static constexpr std::uint32_t most_counted = 65'536;   ///< in a part

    struct counter {
        ulid key;
        std::int64_t taken = 0;
    };

    struct part {
        spin_mutex lock;
        std::chrono::sys_time<std::chrono::minutes> window{};
        flat_index positions;
        std::vector<counter> counts;
    };

    std::array<part, 16> parts_;
};

}  // namespace tender
