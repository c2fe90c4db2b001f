// SPDX-License-Identifier: BSL-1.0
// tender/base/currency.hpp: the currencies of ISO 4217 (table).
#pragma once

#include <tender/base/config.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace tender {

/// What ISO 4217 says of one currency.
struct currency_row {
    std::string_view code;     ///< three upper case letters
    std::uint16_t    numeric;  ///< the three-digit number; 8 is written 008
    std::uint8_t     digits;   ///< decimal digits of the minor unit: 0, 2, 3 or 4
    std::string_view name;
};

/// The active codes of ISO 4217, list one as of 2026-01-01 (amendment 180), sorted by code. Left
/// out are the codes without a minor unit: precious metals, accounting units such as XDR, the
/// test code XTS and the code XXX for no currency.
inline constexpr currency_row currencies[] = {
    // code   no. digits name
    { "AED", 784, 2, "UAE dirham"                           },
    { "AFN", 971, 2, "Afghani"                              },
    { "ALL",   8, 2, "Lek"                                  },
    { "AMD",  51, 2, "Armenian dram"                        },
    { "AOA", 973, 2, "Kwanza"                               },
    { "ARS",  32, 2, "Argentine peso"                       },
    { "AUD",  36, 2, "Australian dollar"                    },
    { "AWG", 533, 2, "Aruban florin"                        },
    { "AZN", 944, 2, "Azerbaijan manat"                     },
    { "BAM", 977, 2, "Convertible mark"                     },
    { "BBD",  52, 2, "Barbados dollar"                      },
    { "BDT",  50, 2, "Taka"                                 },
    { "BHD",  48, 3, "Bahraini dinar"                       },
    { "BIF", 108, 0, "Burundi franc"                        },
    { "BMD",  60, 2, "Bermudian dollar"                     },
    { "BND",  96, 2, "Brunei dollar"                        },
    { "BOB",  68, 2, "Boliviano"                            },
    { "BOV", 984, 2, "Mvdol"                                },
    { "BRL", 986, 2, "Brazilian real"                       },
    { "BSD",  44, 2, "Bahamian dollar"                      },
    { "BTN",  64, 2, "Ngultrum"                             },
    { "BWP",  72, 2, "Pula"                                 },
    { "BYN", 933, 2, "Belarusian ruble"                     },
    { "BZD",  84, 2, "Belize dollar"                        },
    { "CAD", 124, 2, "Canadian dollar"                      },
    { "CDF", 976, 2, "Congolese franc"                      },
    { "CHE", 947, 2, "WIR euro"                             },
    { "CHF", 756, 2, "Swiss franc"                          },
    { "CHW", 948, 2, "WIR franc"                            },
    { "CLF", 990, 4, "Unidad de fomento"                    },
    { "CLP", 152, 0, "Chilean peso"                         },
    { "CNY", 156, 2, "Yuan renminbi"                        },
    { "COP", 170, 2, "Colombian peso"                       },
    { "COU", 970, 2, "Unidad de valor real"                 },
    { "CRC", 188, 2, "Costa Rican colon"                    },
    { "CUP", 192, 2, "Cuban peso"                           },
    { "CVE", 132, 2, "Cabo Verde escudo"                    },
    { "CZK", 203, 2, "Czech koruna"                         },
    { "DJF", 262, 0, "Djibouti franc"                       },
    { "DKK", 208, 2, "Danish krone"                         },
    { "DOP", 214, 2, "Dominican peso"                       },
    { "DZD",  12, 2, "Algerian dinar"                       },
    { "EGP", 818, 2, "Egyptian pound"                       },
    { "ERN", 232, 2, "Nakfa"                                },
    { "ETB", 230, 2, "Ethiopian birr"                       },
    { "EUR", 978, 2, "Euro"                                 },
    { "FJD", 242, 2, "Fiji dollar"                          },
    { "FKP", 238, 2, "Falkland Islands pound"               },
    { "GBP", 826, 2, "Pound sterling"                       },
    { "GEL", 981, 2, "Lari"                                 },
    { "GHS", 936, 2, "Ghana cedi"                           },
    { "GIP", 292, 2, "Gibraltar pound"                      },
    { "GMD", 270, 2, "Dalasi"                               },
    { "GNF", 324, 0, "Guinean franc"                        },
    { "GTQ", 320, 2, "Quetzal"                              },
    { "GYD", 328, 2, "Guyana dollar"                        },
    { "HKD", 344, 2, "Hong Kong dollar"                     },
    { "HNL", 340, 2, "Lempira"                              },
    { "HTG", 332, 2, "Gourde"                               },
    { "HUF", 348, 2, "Forint"                               },
    { "IDR", 360, 2, "Rupiah"                               },
    { "ILS", 376, 2, "New Israeli sheqel"                   },
    { "INR", 356, 2, "Indian rupee"                         },
    { "IQD", 368, 3, "Iraqi dinar"                          },
    { "IRR", 364, 2, "Iranian rial"                         },
    { "ISK", 352, 0, "Iceland krona"                        },
    { "JMD", 388, 2, "Jamaican dollar"                      },
    { "JOD", 400, 3, "Jordanian dinar"                      },
    { "JPY", 392, 0, "Yen"                                  },
    { "KES", 404, 2, "Kenyan shilling"                      },
    { "KGS", 417, 2, "Som"                                  },
    { "KHR", 116, 2, "Riel"                                 },
    { "KMF", 174, 0, "Comorian franc"                       },
    { "KPW", 408, 2, "North Korean won"                     },
    { "KRW", 410, 0, "Won"                                  },
    { "KWD", 414, 3, "Kuwaiti dinar"                        },
    { "KYD", 136, 2, "Cayman Islands dollar"                },
    { "KZT", 398, 2, "Tenge"                                },
    { "LAK", 418, 2, "Lao kip"                              },
    { "LBP", 422, 2, "Lebanese pound"                       },
    { "LKR", 144, 2, "Sri Lanka rupee"                      },
    { "LRD", 430, 2, "Liberian dollar"                      },
    { "LSL", 426, 2, "Loti"                                 },
    { "LYD", 434, 3, "Libyan dinar"                         },
    { "MAD", 504, 2, "Moroccan dirham"                      },
    { "MDL", 498, 2, "Moldovan leu"                         },
    { "MGA", 969, 2, "Malagasy ariary"                      },
    { "MKD", 807, 2, "Denar"                                },
    { "MMK", 104, 2, "Kyat"                                 },
    { "MNT", 496, 2, "Tugrik"                               },
    { "MOP", 446, 2, "Pataca"                               },
    { "MRU", 929, 2, "Ouguiya"                              },
    { "MUR", 480, 2, "Mauritius rupee"                      },
    { "MVR", 462, 2, "Rufiyaa"                              },
    { "MWK", 454, 2, "Malawi kwacha"                        },
    { "MXN", 484, 2, "Mexican peso"                         },
    { "MXV", 979, 2, "Mexican unidad de inversion"          },
    { "MYR", 458, 2, "Malaysian ringgit"                    },
    { "MZN", 943, 2, "Mozambique metical"                   },
    { "NAD", 516, 2, "Namibia dollar"                       },
    { "NGN", 566, 2, "Naira"                                },
    { "NIO", 558, 2, "Cordoba oro"                          },
    { "NOK", 578, 2, "Norwegian krone"                      },
    { "NPR", 524, 2, "Nepalese rupee"                       },
    { "NZD", 554, 2, "New Zealand dollar"                   },
    { "OMR", 512, 3, "Rial Omani"                           },
    { "PAB", 590, 2, "Balboa"                               },
    { "PEN", 604, 2, "Sol"                                  },
    { "PGK", 598, 2, "Kina"                                 },
    { "PHP", 608, 2, "Philippine peso"                      },
    { "PKR", 586, 2, "Pakistan rupee"                       },
    { "PLN", 985, 2, "Zloty"                                },
    { "PYG", 600, 0, "Guarani"                              },
    { "QAR", 634, 2, "Qatari rial"                          },
    { "RON", 946, 2, "Romanian leu"                         },
    { "RSD", 941, 2, "Serbian dinar"                        },
    { "RUB", 643, 2, "Russian ruble"                        },
    { "RWF", 646, 0, "Rwanda franc"                         },
    { "SAR", 682, 2, "Saudi riyal"                          },
    { "SBD",  90, 2, "Solomon Islands dollar"               },
    { "SCR", 690, 2, "Seychelles rupee"                     },
    { "SDG", 938, 2, "Sudanese pound"                       },
    { "SEK", 752, 2, "Swedish krona"                        },
    { "SGD", 702, 2, "Singapore dollar"                     },
    { "SHP", 654, 2, "Saint Helena pound"                   },
    { "SLE", 925, 2, "Leone"                                },
    { "SOS", 706, 2, "Somali shilling"                      },
    { "SRD", 968, 2, "Surinam dollar"                       },
    { "SSP", 728, 2, "South Sudanese pound"                 },
    { "STN", 930, 2, "Dobra"                                },
    { "SVC", 222, 2, "El Salvador colon"                    },
    { "SYP", 760, 2, "Syrian pound"                         },
    { "SZL", 748, 2, "Lilangeni"                            },
    { "THB", 764, 2, "Baht"                                 },
    { "TJS", 972, 2, "Somoni"                               },
    { "TMT", 934, 2, "Turkmenistan new manat"               },
    { "TND", 788, 3, "Tunisian dinar"                       },
    { "TOP", 776, 2, "Pa'anga"                              },
    { "TRY", 949, 2, "Turkish lira"                         },
    { "TTD", 780, 2, "Trinidad and Tobago dollar"           },
    { "TWD", 901, 2, "New Taiwan dollar"                    },
    { "TZS", 834, 2, "Tanzanian shilling"                   },
    { "UAH", 980, 2, "Hryvnia"                              },
    { "UGX", 800, 0, "Uganda shilling"                      },
    { "USD", 840, 2, "US dollar"                            },
    { "USN", 997, 2, "US dollar (next day)"                 },
    { "UYI", 940, 0, "Uruguay peso en unidades indexadas"   },
    { "UYU", 858, 2, "Peso uruguayo"                        },
    { "UYW", 927, 4, "Unidad previsional"                   },
    { "UZS", 860, 2, "Uzbekistan sum"                       },
    { "VED", 926, 2, "Bolivar digital"                      },
    { "VES", 928, 2, "Bolivar soberano"                     },
    { "VND", 704, 0, "Dong"                                 },
    { "VUV", 548, 0, "Vatu"                                 },
    { "WST", 882, 2, "Tala"                                 },
    { "XAF", 950, 0, "CFA franc BEAC"                       },
    { "XCD", 951, 2, "East Caribbean dollar"                },
    { "XCG", 532, 2, "Caribbean guilder"                    },
    { "XOF", 952, 0, "CFA franc BCEAO"                      },
    { "XPF", 953, 0, "CFP franc"                            },
    { "YER", 886, 2, "Yemeni rial"                          },
    { "ZAR", 710, 2, "Rand"                                 },
    { "ZMW", 967, 2, "Zambian kwacha"                       },
    { "ZWG", 924, 2, "Zimbabwe gold"                        },
};

namespace detail {

constexpr bool is_code(std::string_view text)
{
    for (char const c : text)
        if (c < 'A' || 'Z' < c) return false;
    return text.size() == 3;
}
static_assert(std::all_of(
    std::begin(currencies), std::end(currencies), [](currency_row const& row) {
        return is_code(row.code) && 0 < row.numeric && row.numeric < 1000 && !row.name.empty()
            && (row.digits == 0 || (2 <= row.digits && row.digits <= 4));
    }));
static_assert([] {
    for (std::size_t i = 1; i != std::size(currencies); ++i)
        if (currencies[i - 1].code >= currencies[i].code) return false;
    return true;
}(), "the codes are sorted and unique");
static_assert([] {
    std::array<bool, 1000> seen{};
    for (auto const& row : currencies)
        if (std::exchange(seen[row.numeric], true)) return false;
    return true;
}(), "the numbers are unique");

/// By first letter, the place of the first row that begins with it; one more entry for the end.
inline constexpr auto currency_letters = [] {
    std::array<std::uint16_t, 27> first{};
    for (auto const& row : currencies)
        for (auto i = static_cast<std::size_t>(row.code[0] - 'A') + 1; i < first.size(); ++i)
            ++first[i];
    return first;
}();

/// One more than the place in the table; 0 if it is not there.
constexpr std::uint16_t currency_place(std::string_view code)
{
    if (code.size() != 3 || code[0] < 'A' || code[0] > 'Z') return 0;
    auto const letter = static_cast<std::size_t>(code[0] - 'A');
    for (auto i = currency_letters[letter]; i != currency_letters[letter + 1]; ++i) {
        auto const known = currencies[i].code;
        if (known[1] == code[1] && known[2] == code[2]) return static_cast<std::uint16_t>(i + 1);
    }
    return 0;
}

/// The same of a literal, which ends in a zero.
constexpr std::uint16_t literal_place(char const (&code)[4])
{
    return code[3] == '\0' ? currency_place({code, 3}) : std::uint16_t{0};
}

void no_such_currency();  // never defined: reached in the compiler alone, which then stops

}  // namespace detail

/// One currency of the table, or none. Two bytes; copy it freely. Compares as its code sorts,
/// with none before all others. The value is not for storage or the wire: keep the code.
class currency {
public:
    constexpr currency() = default;  ///< none

    /// From a literal: currency{"NGN"}. A code that is not in the table does not compile.
#ifdef __cpp_consteval
    consteval currency(char const (&code)[4]) : row_(detail::literal_place(code))
    {
        if (row_ == 0) detail::no_such_currency();
    }
#else  // clang before 17: consteval is not finished there, but it has another way to refuse
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgcc-compat"
    constexpr currency(char const (&code)[4])
        __attribute__((enable_if(detail::literal_place(code) != 0, "a currency of ISO 4217")))
        : row_(detail::literal_place(code)) {}
#pragma clang diagnostic pop
#endif

    /// The currency of exactly this upper case code, or nothing.
    static constexpr std::optional<currency> find(std::string_view code);

    constexpr std::string_view code() const;   ///< empty for none
    constexpr int              digits() const; ///< of the minor unit; 0 for none
    constexpr explicit operator bool() const { return row_ != 0; }

    friend constexpr bool operator==(currency, currency) = default;
    friend constexpr auto operator<=>(currency, currency) = default;
    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        currency which)
    {
        return out << which.code();
    }

private:
    std::uint16_t row_ = 0;  // 1 is the first row of the table
};

//---------------------------------------------------------------------------

constexpr std::optional<currency> currency::find(std::string_view code)
{
    currency found;
    found.row_ = detail::currency_place(code);
    return found ? std::optional(found) : std::nullopt;
}

constexpr std::string_view currency::code() const
{
    return row_ == 0 ? std::string_view{} : currencies[row_ - 1].code;
}

constexpr int currency::digits() const
{
    return row_ == 0 ? 0 : currencies[row_ - 1].digits;
}

}  // namespace tender
