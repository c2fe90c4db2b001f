// SPDX-License-Identifier: BSL-1.0
// tests/contract/storage_suite.hpp: everything that every store promises [C9].
#pragma once

#include "directory.hpp"
#include "lists.hpp"
#include "many.hpp"
#include "snapshots.hpp"
#include "uniqueness.hpp"
#include "units.hpp"

#include <string>

namespace tender::contract {

struct storage_case {
    char const* name;
    void (*run)(store_maker const&);
};

#define TENDER_STORAGE_CASE(name) storage_case{#name, &name}

inline constexpr storage_case storage_cases[] = {
    TENDER_STORAGE_CASE(C8_an_entity_is_kept_that_no_store_has_heard_of),
    TENDER_STORAGE_CASE(C4_what_was_written_is_found_by_id_and_by_key),
    TENDER_STORAGE_CASE(C4_nothing_is_there_before_the_commit),
    TENDER_STORAGE_CASE(C4_a_unit_without_writes_commits),
    TENDER_STORAGE_CASE(C6_the_first_writer_wins),
    TENDER_STORAGE_CASE(C6_what_is_removed_is_gone),
    TENDER_STORAGE_CASE(C4_what_a_unit_inserted_the_next_need_not_read),
    TENDER_STORAGE_CASE(C6_what_is_known_and_has_changed_is_a_lost_race),
    TENDER_STORAGE_CASE(C4_all_writes_land_or_none),
    TENDER_STORAGE_CASE(C4_later_writes_of_a_unit_take_the_place_of_earlier_ones),
    TENDER_STORAGE_CASE(C4_versions_that_were_read_guard_the_commit),
    TENDER_STORAGE_CASE(C23_a_change_that_the_flow_lacks_is_not_written),
    TENDER_STORAGE_CASE(C7_accounts_never_meet),
    TENDER_STORAGE_CASE(C5_a_key_is_held_by_one_record),
    TENDER_STORAGE_CASE(C5_a_key_is_held_once_within_one_commit),
    TENDER_STORAGE_CASE(C5_no_key_is_held_by_many),
    TENDER_STORAGE_CASE(C5_a_removed_record_frees_its_keys),
    TENDER_STORAGE_CASE(C5_a_changed_record_frees_its_old_key),
    TENDER_STORAGE_CASE(C5_keys_are_told_apart_by_every_byte),
    TENDER_STORAGE_CASE(C4_lists_are_whole_at_every_size),
    TENDER_STORAGE_CASE(C4_a_cursor_goes_on_behind_any_id),
    TENDER_STORAGE_CASE(C4_the_last_page_says_so),
    TENDER_STORAGE_CASE(C4_an_id_that_comes_late_takes_its_place),
    TENDER_STORAGE_CASE(C4_a_record_moves_from_list_to_list),
    TENDER_STORAGE_CASE(C4_a_unit_reads_one_state),
    TENDER_STORAGE_CASE(C4_what_came_after_the_first_read_is_not_there),
    TENDER_STORAGE_CASE(C4_what_went_after_the_first_read_is_still_there),
    TENDER_STORAGE_CASE(C4_a_key_that_changed_hands_is_seen_in_one_hand),
    TENDER_STORAGE_CASE(C4_a_record_that_was_read_never_changes),
    TENDER_STORAGE_CASE(C54_a_name_is_published_once),
    TENDER_STORAGE_CASE(C54_names_are_told_apart_by_kind_and_value),
    TENDER_STORAGE_CASE(C54_a_directory_holds_many),
    TENDER_STORAGE_CASE(C54_an_id_that_is_a_name_is_found),
    TENDER_STORAGE_CASE(C54_what_is_due_is_read_by_lane_and_time),
    TENDER_STORAGE_CASE(C54_what_is_due_follows_its_record),
    TENDER_STORAGE_CASE(C54_queues_take_turns),
    TENDER_STORAGE_CASE(C9_all_records_are_visited),
    TENDER_STORAGE_CASE(C9_all_names_are_visited),
    TENDER_STORAGE_CASE(C9_a_long_life_leaves_what_a_map_would),
    TENDER_STORAGE_CASE(C6_no_increment_of_four_threads_is_lost),
    TENDER_STORAGE_CASE(C5_of_four_threads_one_takes_a_key),
    TENDER_STORAGE_CASE(C4_no_thread_sees_half_of_a_commit),
};

#undef TENDER_STORAGE_CASE

/// Runs the suite on a store. At namespace scope:
///
///     storage_suite const memory("memory", [] { return std::make_unique<memory_storage>(); });
struct storage_suite {
    storage_suite(char const* store, store_maker make)
    {
        auto* const suite = BOOST_TEST_SUITE(store);
        for (auto const& c : storage_cases)
            suite->add(boost::unit_test::make_test_case([run = c.run, make] { run(make); }, c.name,
                                                        __FILE__, __LINE__));
        boost::unit_test::framework::master_test_suite().add(suite);
    }
};

}  // namespace tender::contract
