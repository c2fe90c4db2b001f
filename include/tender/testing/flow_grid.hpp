// SPDX-License-Identifier: BSL-1.0
// tender/testing/flow_grid.hpp: a state machine drawn a second time, what must not happen included.
#pragma once

#include <tender/core/flow.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace tender::testing {

/// Compares a flow with a grid of words: the first line names the events, every further one a
/// state and where each event leads from it; a dot says that the event must not happen there.
/// A wide grid is drawn in parts below each other with an empty line between, each with events of
/// its own and every state. Returns a sentence for each cell that differs and each word, row or
/// column that is missing, unknown or there twice.
template<class State, class Event, std::size_t N>
std::vector<std::string> grid_faults(flow<State, Event, N> const& drawn, std::string_view grid);

/// The same as a test: every sentence is an error of its own.
///
///     check_grid(door_flow, R"(
///                 open    close
///         shut    ajar    .
///         ajar    .       shut
///     )");
template<class State, class Event, std::size_t N>
void check_grid(flow<State, Event, N> const& drawn, std::string_view grid)
{
    auto const faults = grid_faults(drawn, grid);
    BOOST_TEST(faults.empty(), faults.size() << " differences from the grid");
    for (auto const& f : faults) BOOST_ERROR(f);
}

//---------------------------------------------------------------------------

namespace detail {

using grid_lines = std::vector<std::vector<std::string>>;

/// The words of each line, part by part; an empty line ends a part.
inline std::vector<grid_lines> grid_parts(std::string_view text)
{
    std::vector<grid_lines> parts(1);
    std::istringstream all{std::string(text)};
    for (std::string line; std::getline(all, line);) {
        std::istringstream in(line);
        std::vector<std::string> words;
        for (std::string word; in >> word;) words.push_back(word);
        if (!words.empty()) parts.back().push_back(std::move(words));
        else if (!parts.back().empty()) parts.emplace_back();
    }
    if (parts.size() > 1 && parts.back().empty()) parts.pop_back();
    return parts;
}

/// Reads the names of one axis, each enumerator of which must be there once.
template<class Enum>
class grid_axis {
public:
    explicit grid_axis(char const* kind) : kind_(kind) {}

    std::optional<Enum> read(std::string const& word, std::vector<std::string>& faults)
    {
        auto const value = enum_from<Enum>(word);
        if (!value) {
            faults.push_back(word + " is no " + kind_);
        } else if (seen_[static_cast<std::size_t>(*value)]) {
            faults.push_back(word + " is there twice");
            return std::nullopt;
        } else {
            seen_[static_cast<std::size_t>(*value)] = true;
        }
        return value;
    }

    void report_missing(std::vector<std::string>& faults) const
    {
        for (std::size_t i = 0; i != seen_.size(); ++i)
            if (!seen_[i])
                faults.push_back("the " + kind_ + ' ' + std::string(enum_names<Enum>[i]) +
                                 " is missing");
    }

private:
    std::string kind_;
    std::array<bool, enum_count<Enum>> seen_{};
};

/// One line of cells against the flow.
template<class State, class Event, std::size_t N>
void check_grid_row(flow<State, Event, N> const& drawn, std::vector<std::string> const& words,
                    std::vector<std::optional<Event>> const& events, std::optional<State> from,
                    std::vector<std::string>& faults)
{
    if (words.size() != events.size() + 1) {
        faults.push_back(words.front() + " has " + std::to_string(words.size() - 1) +
                         " cells for " + std::to_string(events.size()) + " events");
        return;
    }
    for (std::size_t column = 0; column != events.size(); ++column) {
        auto const& word = words[column + 1];
        auto const& on = events[column];
        auto const to = enum_from<State>(word);
        if (!to && word != ".")
            faults.push_back(word + " is no state");
        else if (from && on && drawn.next(*from, *on) != to)
            faults.push_back(words.front() + " on " + std::string(enum_name(*on)) +
                             (to ? " must lead to " + word : " must not happen"));
    }
}

}  // namespace detail

template<class State, class Event, std::size_t N>
std::vector<std::string> grid_faults(flow<State, Event, N> const& drawn, std::string_view grid)
{
    std::vector<std::string> faults;
    detail::grid_axis<Event> columns("event");
    for (auto const& lines : detail::grid_parts(grid)) {
        detail::grid_axis<State> rows("state");
        std::vector<std::optional<Event>> events;
        for (auto const& words : lines)
            if (&words == &lines.front())
                for (auto const& word : words) events.push_back(columns.read(word, faults));
            else
                detail::check_grid_row(drawn, words, events, rows.read(words.front(), faults),
                                       faults);
        rows.report_missing(faults);
    }
    columns.report_missing(faults);
    return faults;
}

}  // namespace tender::testing
