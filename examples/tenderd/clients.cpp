// SPDX-License-Identifier: BSL-1.0
// tenderd/clients.cpp: bodies of clients.hpp.
#include "clients.hpp"

#include <chrono>

#include <sys/socket.h>

namespace tenderd {

namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t most_leaving = 32;

}  // namespace

source source_of(ip::address const& from)
{
    if (from.is_v4()) return {false, from.to_v4().to_uint()};
    auto const whole = from.to_v6();
    if (whole.is_v4_mapped()) return {false, ip::make_address_v4(ip::v4_mapped, whole).to_uint()};
    std::uint64_t half = 0;
    auto const bytes = whole.to_bytes();
    for (std::size_t i = 0; i != 8; ++i) half = half << 8 | bytes[i];
    return {true, half};
}

void client::hang_up() const { ::shutdown(socket_, SHUT_RDWR); }
void client::no_more_requests() const { ::shutdown(socket_, SHUT_RD); }

std::size_t client_lines::here() const
{
    std::size_t count = 0;
    for (auto const which : {stage::waiting, stage::holding, stage::served})
        count += lines[static_cast<int>(which)].size();
    return count;
}

moment clients::now() const
{
    auto const up = boost::asio::steady_timer::clock_type::now() - started_;
    return std::chrono::duration_cast<std::chrono::milliseconds>(up).count();
}

bool clients::crowded() const { return leaving_ >= most_leaving; }

bool clients::add(client& who)
{
    std::lock_guard const hold(lock_);
    auto& own = by_source_[who.from_];
    bool const room = (own.here() < most_.per_client || make_room(own)) &&
                      (everybody_.here() < most_.connections || make_room(everybody_));
    if (!room) {
        forget(who.from_);
        return false;
    }
    auto& all = everybody_.of(stage::waiting);
    who.among_all_ = all.insert(all.end(), &who);
    auto& line = own.of(stage::waiting);
    who.among_own_ = line.insert(line.end(), &who);
    who.own_ = &own;
    who.idle_ = true;
    who.must_end(now() + first_patience);
    return true;
}

void clients::remove(client& who)
{
    std::lock_guard const hold(lock_);
    if (who.own_ == nullptr) return;
    release(who);
    if (who.stage_ == stage::leaving) --leaving_;
    everybody_.of(who.stage_).erase(who.among_all_);
    who.own_->of(who.stage_).erase(who.among_own_);
    forget(who.from_);
}

void clients::forget(source from)
{
    auto const own = by_source_.find(from);
    if (own->second.here() == 0 && own->second.of(stage::leaving).empty()) by_source_.erase(own);
}

/// To the end of that line.
void clients::move(client& who, stage where)
{
    auto& from = everybody_.of(who.stage_);
    auto& to = everybody_.of(where);
    to.splice(to.end(), from, who.among_all_);
    auto& own = who.own_->of(where);
    own.splice(own.end(), who.own_->of(who.stage_), who.among_own_);
    who.stage_ = where;
}

/// What it holds goes with it in a moment.
void clients::send_away(client& who)
{
    who.hang_up();
    release(who);
    move(who, stage::leaving);
    ++leaving_;
}

/// Who has waited longest goes. False where everybody is being served.
bool clients::make_room(client_lines& in)
{
    for (auto const which : {stage::waiting, stage::holding}) {
        if (in.of(which).empty()) continue;
        send_away(*in.of(which).front());
        return true;
    }
    return false;
}

void clients::release(client& who)
{
    held_ -= who.held_;
    who.held_ = 0;
}

bool clients::wait(client& who, bool idle, moment until)
{
    std::lock_guard const hold(lock_);
    if (who.stage_ == stage::leaving) return false;
    if (idle) release(who);
    who.idle_ = idle;
    who.must_end(until);
    move(who, stage::waiting);
    return true;
}

bool clients::is_idle(client& who, moment until) { return wait(who, true, until); }
bool clients::begins(client& who, moment until) { return wait(who, false, until); }

bool clients::is_served(client& who)
{
    std::lock_guard const hold(lock_);
    if (who.stage_ == stage::leaving) return false;
    who.idle_ = false;
    who.must_end(never);
    move(who, stage::served);
    return true;
}

bool clients::holds(client& who, std::size_t bytes)
{
    std::lock_guard const hold(lock_);
    if (who.stage_ == stage::leaving) return false;
    held_ += bytes - who.held_;
    who.held_ = bytes;
    if (bytes != 0 && who.stage_ != stage::holding) move(who, stage::holding);
    auto& line = everybody_.of(stage::holding);
    while (held_ > most_held && !line.empty()) send_away(*line.front());
    return who.stage_ != stage::leaving;
}

void clients::stop()
{
    std::lock_guard const hold(lock_);
    last_deadline_ = now() + last_patience;
    stopping_ = true;
}

void clients::check(client& who, moment at)
{
    bool const late = at >= who.deadline_ || (stopping_ && at >= last_deadline_);
    if (late) send_away(who);
    else if (stopping_ && who.idle_) who.no_more_requests();
}

bool clients::sweep()
{
    std::lock_guard const hold(lock_);
    auto const at = now();
    for (auto const which : {stage::waiting, stage::holding, stage::served}) {
        auto& line = everybody_.of(which);
        for (auto next = line.begin(); next != line.end();) check(**next++, at);
    }
    return !(stopping_ && everybody_.here() == 0 && everybody_.of(stage::leaving).empty());
}

}  // namespace tenderd
