// SPDX-License-Identifier: BSL-1.0
// tenderd/clients.hpp: who is connected, how many may be, and who has been slow for too long.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <utility>

namespace tenderd {

/// Milliseconds since the server started.
using moment = std::int64_t;
inline constexpr moment second = 1000, never = INT64_MAX;

struct limits {
    std::size_t connections = 10'000;
    std::size_t per_client = 10'000;                ///< connections of one address
};

/// An IPv4 address, or the first half of an IPv6 address, which a whole site has to itself.
using source = std::pair<bool, std::uint64_t>;
source source_of(boost::asio::ip::address const& from);

/// What others may do about a connection.
enum class stage {
    waiting,     ///< for its client; the one that has waited longest makes room for others
    holding,     ///< the same with much memory in use, which it must give back for others
    served,      ///< its request is being answered; it is left alone
    leaving,     ///< it was hung up on, and has not noticed yet
};
inline constexpr int stages = 4;

class client;

/// Those of one stage in the order in which they came to it.
struct client_lines {
    std::list<client*> lines[stages];

    std::list<client*>& of(stage which) { return lines[static_cast<int>(which)]; }
    std::size_t here() const;                       ///< but for those who leave
};

/// One connection, seen from outside its own chain of work. All that is done to it from there is
/// to shut its socket down, which the kernel allows at any time, and which ends that chain.
class client {
public:
    client(int socket, boost::asio::ip::address const& from)
        : socket_(socket), from_(source_of(from))
    {
    }
    client(client const&) = delete;
    client& operator=(client const&) = delete;

    /// What it waits for is there by then.
    void must_end(moment when) { deadline_.store(when, std::memory_order_relaxed); }

private:
    friend class clients;

    void hang_up() const;                  ///< at once
    void no_more_requests() const;         ///< what it has sent is still read

    int socket_;
    source from_;
    std::atomic<moment> deadline_{never};
    bool idle_ = false;                    ///< between two requests; from here on under a lock
    stage stage_ = stage::waiting;
    std::size_t held_ = 0;
    client_lines* own_ = nullptr;          ///< of its source
    std::list<client*>::iterator among_all_{}, among_own_{};
};

/// Thread-safe.
class clients {
public:
    static constexpr moment first_patience = 10 * second;  ///< with a new one that sends nothing
    static constexpr moment idle_patience = 30 * second;   ///< between two requests
    static constexpr moment head_patience = 10 * second;   ///< from its first byte to its last
    static constexpr moment body_patience = 30 * second;
    static constexpr moment body_grace = 5 * second;       ///< then the least rate holds
    static constexpr std::size_t body_rate = 1024;         ///< bytes in a second, on average
    static constexpr moment answer_patience = 30 * second; ///< until it is read
    static constexpr moment parting_patience = 2 * second;
    static constexpr moment last_patience = 10 * second;   ///< once the server is to stop
    static constexpr std::size_t most_held = 64 * 1024 * 1024;   ///< bytes, over all connections

    explicit clients(limits most) : most_(most) {}

    moment now() const;
    bool stopping() const { return stopping_; }

    /// False where there is no room for it, and nobody can be sent away.
    bool add(client& who);
    void remove(client& who);

    /// The following are false once it was hung up on: what it sent is not to be served any more.
    /// Nothing of a request is there, and no memory is held. Told before `stopping` is asked,
    /// nobody is forgotten.
    bool is_idle(client& who, moment until);
    /// Some of a request is there.
    bool begins(client& who, moment until);
    bool is_served(client& who);
    /// So many bytes wait with it for its client.
    bool holds(client& who, std::size_t bytes);

    /// Some were sent away a moment ago and still have their sockets.
    bool crowded() const;

    /// Turns away who is idle, now and from now on.
    void stop();

    /// Hangs up on who was too slow. Called again and again; false once it has stopped and
    /// nobody is left.
    bool sweep();

private:
    void move(client& who, stage where);
    void send_away(client& who);
    bool make_room(client_lines& in);
    bool wait(client& who, bool idle, moment until);
    void release(client& who);
    void forget(source from);                       ///< where nobody is from there any more
    void check(client& who, moment at);

    limits most_;
    boost::asio::steady_timer::time_point const started_ =
        boost::asio::steady_timer::clock_type::now();
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> leaving_{0};
    moment last_deadline_ = 0;                      ///< for all, once it is to stop
    std::mutex lock_;
    std::size_t held_ = 0;
    client_lines everybody_;
    std::map<source, client_lines> by_source_;
};

}  // namespace tenderd
