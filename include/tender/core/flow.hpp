// SPDX-License-Identifier: BSL-1.0
// tender/core/flow.hpp: a state machine as a table.
#pragma once

#include <tender/base/enum.hpp>

#include <array>
#include <cstddef>
#include <optional>

namespace tender {

template<class State, class Event>
struct flow_row {
    State from;
    Event on;
    State to;
};

/// Every change that a thing may make. What is not a row cannot happen.
template<class State, class Event, std::size_t N>
class flow {
public:
    using state = State;
    using event = Event;

    constexpr flow(State initial, flow_row<State, Event> const (&rows)[N]) : initial_(initial)
    {
        for (std::size_t i = 0; i != N; ++i) {
            rows_[i] = rows[i];
            auto& cell = next_[index(rows[i].from)][index(rows[i].on)];
            if (cell != 0) deterministic_ = false;
            cell = static_cast<unsigned char>(index(rows[i].to) + 1);
        }
    }

    constexpr State initial() const { return initial_; }

    /// Where `on` leads from `from`; nothing where it must not happen.
    constexpr std::optional<State> next(State from, Event on) const
    {
        auto const cell = next_[index(from)][index(on)];
        if (cell == 0) return std::nullopt;
        return static_cast<State>(cell - 1);
    }

    /// Some event leads from one to the other.
    constexpr bool leads(State from, State to) const
    {
        for (auto const cell : next_[index(from)])
            if (cell == index(to) + 1) return true;
        return false;
    }

    /// No event leads anywhere from here.
    constexpr bool final(State s) const
    {
        for (auto const cell : next_[index(s)])
            if (cell != 0) return false;
        return true;
    }

    /// No event leads from one state to two.
    constexpr bool deterministic() const { return deterministic_; }

    /// Every state can be reached from the initial one.
    constexpr bool connected() const
    {
        std::array<bool, states> reached{};
        reached[index(initial_)] = true;
        for (std::size_t round = 0; round != states; ++round)
            for (auto const& row : rows_)
                if (reached[index(row.from)]) reached[index(row.to)] = true;
        for (bool const r : reached)
            if (!r) return false;
        return true;
    }

private:
    static constexpr std::size_t states = enum_count<State>;
    static constexpr std::size_t events = enum_count<Event>;

    template<class Enum>
    static constexpr std::size_t index(Enum e)
    {
        return static_cast<std::size_t>(e);
    }

    State initial_;
    std::array<flow_row<State, Event>, N> rows_{};
    std::array<std::array<unsigned char, events>, states> next_{};
    bool deterministic_ = true;
};

template<class State, class Event, std::size_t N>
constexpr flow<State, Event, N> make_flow(State initial,
                                          flow_row<State, Event> const (&rows)[N])
{
    return flow<State, Event, N>(initial, rows);
}

}  // namespace tender
