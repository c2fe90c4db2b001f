// SPDX-License-Identifier: BSL-1.0
// tenderd/clients.cpp: bodies of clients.hpp.
#include "clients.hpp"

#include <sys/socket.h>

namespace tenderd {

void client::hang_up() const { ::shutdown(socket_, SHUT_RDWR); }
void client::no_more_requests() const { ::shutdown(socket_, SHUT_RD); }

void clients::add(client& who)
{
    std::lock_guard const hold(lock_);
    connected_.insert(&who);
}

void clients::remove(client& who)
{
    std::lock_guard const hold(lock_);
    connected_.erase(&who);
}

void clients::stop()
{
    std::lock_guard const hold(lock_);
    last_deadline_ = now_ + last_patience;
    stopping_ = true;
}

bool clients::sweep(seconds_up now)
{
    std::lock_guard const hold(lock_);
    now_ = now;
    for (auto const* const c : connected_) {
        if (now >= c->deadline_ || (stopping_ && now >= last_deadline_)) c->hang_up();
        else if (stopping_ && c->idle_) c->no_more_requests();
    }
    return !(stopping_ && connected_.empty());
}

}  // namespace tenderd
