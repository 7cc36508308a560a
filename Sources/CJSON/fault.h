#ifndef CJSON_FAULT_H
#define CJSON_FAULT_H

#include <cstddef>
#include <cstdint>

namespace cjson {

/// What a second, slow look at a text that simdjson refused found.
struct Fault {
    /// Why it is no JSON; null when nothing is wrong but what has been mended.
    const char *message;
    /// Where: bytes before the fault.
    size_t offset;
    /// How many integers and surrogates were rewritten in place.
    size_t mended;
};

/// Finds the first fault of a text, and mends in place, without a change of length, what we accept and simdjson does
/// not: integers beyond 64 bits (rewritten as doubles) and unpaired surrogates (U+FFFD). A NUL must follow the text.
Fault find_fault(uint8_t *text, size_t length);

}  // namespace cjson

#endif
