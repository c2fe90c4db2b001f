// SPDX-License-Identifier: BSL-1.0
// tenderd/descriptors.cpp: bodies of descriptors.hpp.
#include "descriptors.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace tenderd {

namespace {

constexpr std::size_t usual = 10'000, fewest = 16;
constexpr std::size_t for_others = 64;   // the store, what goes out, who is about to leave

/// How many there may be, once that many were asked for.
std::size_t descriptors(std::size_t wanted)
{
    struct ::rlimit now{};
    if (::getrlimit(RLIMIT_NOFILE, &now) != 0) return wanted;
    if (now.rlim_cur < wanted) {
        now.rlim_cur = std::min<::rlim_t>(wanted, now.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &now);
        ::getrlimit(RLIMIT_NOFILE, &now);
    }
    return std::min<::rlim_t>(wanted, now.rlim_cur);
}

}  // namespace

limits limits_of(options const& how)
{
    auto const wanted = how.connections != 0 ? how.connections : usual;
    auto const all = descriptors(wanted + for_others);
    if (all < for_others + std::min(wanted, fewest))
        throw cannot_start("there must be more descriptors than " + std::to_string(all));
    auto const connections = all - for_others;
    if (connections < how.connections)
        throw cannot_start("--connections " + std::to_string(how.connections) + " needs " +
                           std::to_string(how.connections + for_others) + " descriptors, and " +
                           std::to_string(all) + " is the limit here");
    auto const quarter = std::max<std::size_t>(connections / 4, 1);
    auto const own = how.connections_per_client != 0 ? how.connections_per_client : quarter;
    return {connections, std::min(own, connections)};
}

}  // namespace tenderd
