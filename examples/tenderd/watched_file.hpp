// SPDX-License-Identifier: BSL-1.0
// tenderd/watched_file.hpp: a store that takes nothing any more once its file is gone.
#pragma once

#include <tender/testing/passing_storage.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include <sys/stat.h>

namespace tenderd {

/// SQLite goes on writing to a file that was deleted or replaced, and all of it is lost with the
/// process. Whoever pays must not be told that this was kept.
class watched_file final : public tender::testing::passing_storage {
public:
    using listener = std::function<void(std::string const&)>;

    /// The file that the store has just opened. Told once, on the thread that sees it first.
    watched_file(std::shared_ptr<tender::storage> real, std::string file, listener tell);

    tender::result<> commit(tender::id<tender::account> owner,
                            tender::unit_changes const& what) override;
    tender::result<> publish(tender::directory_entry entry) override;
    /// Nothing, once it is gone: it would fail again and again.
    tender::result<std::vector<tender::due_record>> due(int lane, tender::instant until,
                                                        int limit) override;
    tender::result<std::optional<tender::instant>> next_due(int lane) override;

private:
    bool is_there();
    template<class Call>
    tender::result<> while_there(Call&& call);

    std::string file_;
    listener tell_;
    struct ::stat opened_{};
    std::atomic<bool> gone_{false};
    std::atomic<unsigned> asked_{0};
};

}  // namespace tenderd
