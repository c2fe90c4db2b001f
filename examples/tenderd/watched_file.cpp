// SPDX-License-Identifier: BSL-1.0
// tenderd/watched_file.cpp: bodies of watched_file.hpp.
#include "watched_file.hpp"

#include "command_line.hpp"

namespace tenderd {

namespace {

/// The workers ask for what is due some hundred times in a second.
constexpr unsigned seldom = 128;

}  // namespace

watched_file::watched_file(std::shared_ptr<tender::storage> real, std::string file, listener tell)
    : passing_storage(std::move(real)), file_(std::move(file)), tell_(std::move(tell))
{
    if (::stat(file_.c_str(), &opened_) != 0) throw cannot_start("--store: " + file_ + " is gone");
}

bool watched_file::is_there()
{
    if (gone_) return false;
    struct ::stat now{};
    bool const same = ::stat(file_.c_str(), &now) == 0 && now.st_dev == opened_.st_dev &&
                      now.st_ino == opened_.st_ino;
    if (same) return true;
    if (!gone_.exchange(true))
        tell_("the file " + file_ + " was deleted or replaced while it is in use: what is written "
              "now would be lost with this process, so nothing is taken until it is started again");
    return false;
}

template<class Call>
tender::result<> watched_file::while_there(Call&& call)
{
    if (!is_there()) return tender::fault(tender::errc::storage_unavailable);
    auto done = call();
    if (!is_there()) return tender::fault(tender::errc::storage_unavailable);
    return done;
}

tender::result<> watched_file::commit(tender::id<tender::account> owner,
                                      tender::unit_changes const& what)
{
    return while_there([&] { return passing_storage::commit(owner, what); });
}

tender::result<> watched_file::publish(tender::directory_entry entry)
{
    return while_there([&] { return passing_storage::publish(std::move(entry)); });
}

tender::result<std::vector<tender::due_record>> watched_file::due(int lane, tender::instant until,
                                                                  int limit)
{
    auto found = passing_storage::due(lane, until, limit);
    bool const looks = !found || ++asked_ % seldom == 0;
    if (gone_ || (looks && !is_there())) return std::vector<tender::due_record>();
    return found;
}

tender::result<std::optional<tender::instant>> watched_file::next_due(int lane)
{
    if (gone_) return std::optional<tender::instant>();
    return passing_storage::next_due(lane);
}

}  // namespace tenderd
