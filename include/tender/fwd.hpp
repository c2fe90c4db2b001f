// SPDX-License-Identifier: BSL-1.0
// tender/fwd.hpp: the names that others point to.
#pragma once

#include <tender/base/config.hpp>

namespace tender {

struct account;
struct api_key;
struct attempt;
struct idempotency_record;
struct customer;
struct event;
struct incident;
struct job;
struct notification;
struct payment;
struct posting;
struct refund;
struct routing_rule;

class clock;
class crypto;
class entropy;
class provider;
class rates;
class storage;
class unit_of_work;
class waiter;

class engine;
class dispatcher;
struct face;
struct request;
struct response;

}  // namespace tender
