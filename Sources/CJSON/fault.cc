#include "fault.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cjson.h"

namespace cjson {
namespace {

/// The value of four hexadecimal digits, or -1.
int hex4(const uint8_t *at, const uint8_t *end) {
    if (end - at < 4) return -1;
    int value = 0;
    for (int i = 0; i < 4; i++) {
        uint8_t c = at[i];
        uint8_t letter = c | 0x20;
        if (c >= '0' && c <= '9') {
            value = value * 16 + (c - '0');
        } else if (letter >= 'a' && letter <= 'f') {
            value = value * 16 + (letter - 'a' + 10);
        } else {
            return -1;
        }
    }
    return value;
}

bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

/// A strict reader of JSON that keeps nothing but its place. simdjson names neither place nor cause of most faults.
class Scanner {
public:
    Scanner(uint8_t *text, size_t length) : at(text), end(text + length) {}

    uint8_t *at;
    uint8_t *const end;
    const char *message = nullptr;
    size_t mended = 0;

    void document() {
        while (value_or_opening() && continuation()) {
        }
    }

private:
    bool in_object[CJSON_MAX_DEPTH];
    size_t depth = 0;

    bool fail(const char *why) {
        message = why;
        return false;
    }

    void skip_space() {
        while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) at++;
    }

    /// Reads one scalar, an empty container, or all openings down to the first of either.
    bool value_or_opening() {
        for (;;) {
            skip_space();
            if (at == end) return fail(depth ? "the text ends where a value should be" : "the text is empty");
            switch (*at) {
            case '{':
            case '[': {
                uint8_t *opening = at++;
                bool object = *opening == '{';
                skip_space();
                if (at < end && *at == (object ? '}' : ']')) {
                    at++;
                    return true;
                }
                if (depth == CJSON_MAX_DEPTH) {
                    at = opening;
                    return fail("nested too deeply");
                }
                in_object[depth++] = object;
                if (object && !key()) return false;
                break;
            }
            case '"': return string();
            case 't': return word("true");
            case 'f': return word("false");
            case 'n': return word("null");
            default: return *at == '-' || is_digit(*at) ? number() : fail("a value is expected here");
            }
        }
    }

    /// Goes on behind a value: closes what closes. True when another value must follow.
    bool continuation() {
        while (depth) {
            skip_space();
            bool object = in_object[depth - 1];
            if (at == end) return fail(object ? "the text ends inside an object" : "the text ends inside a list");
            if (*at == ',') {
                at++;
                return object ? key() : true;
            }
            if (*at != (object ? '}' : ']')) {
                return fail(object ? "a comma or } must follow a field" : "a comma or ] must follow an item");
            }
            at++;
            depth--;
        }
        skip_space();
        if (at != end) fail("there is more text after the value");
        return false;
    }

    bool key() {
        skip_space();
        if (at == end) return fail("the text ends inside an object");
        if (*at != '"') return fail("a field name in double quotes is expected here");
        if (!string()) return false;
        skip_space();
        if (at == end || *at != ':') return fail("a colon must follow the field name");
        at++;
        return true;
    }

    bool word(const char *text) {
        size_t length = strlen(text);
        if (size_t(end - at) < length || memcmp(at, text, length) != 0) return fail("a value is expected here");
        at += length;
        return true;
    }

    bool string() {
        at++;
        while (at < end) {
            if (*at == '"') {
                at++;
                return true;
            }
            if (*at == '\\') {
                if (!escape()) return false;
            } else if (*at < 0x20) {
                return fail("a control character in a text must be escaped");
            } else {
                size_t length = cjson_utf8_length(at, end);
                if (!length) return fail("this text is not valid UTF-8");
                at += length;
            }
        }
        return fail("the text ends inside a string");
    }

    bool escape() {
        if (end - at < 2 || !strchr("\"\\/bfnrtu", at[1]) || !at[1]) return fail("this escape does not exist");
        if (at[1] != 'u') {
            at += 2;
            return true;
        }
        int unit = hex4(at + 2, end);
        if (unit < 0) return fail("\\u needs four hexadecimal digits");
        if (unit >= 0xD800 && unit < 0xDC00 && end - at >= 12 && at[6] == '\\' && at[7] == 'u') {
            int low = hex4(at + 8, end);
            if (low >= 0xDC00 && low < 0xE000) {
                at += 12;
                return true;
            }
        }
        if (unit >= 0xD800 && unit < 0xE000) {
            memcpy(at + 2, "fffd", 4);
            mended++;
        }
        at += 6;
        return true;
    }

    bool number() {
        uint8_t *start = at;
        if (*at == '-') at++;
        uint8_t *digits = at;
        while (at < end && is_digit(*at)) at++;
        if (at == digits || (*digits == '0' && at - digits > 1)) return fail("this is no number in JSON");
        bool whole = true;
        if (at < end && *at == '.') {
            whole = false;
            uint8_t *fraction = ++at;
            while (at < end && is_digit(*at)) at++;
            if (at == fraction) return fail("this is no number in JSON");
        }
        if (at < end && (*at == 'e' || *at == 'E')) {
            whole = false;
            at++;
            if (at < end && (*at == '+' || *at == '-')) at++;
            uint8_t *exponent = at;
            while (at < end && is_digit(*at)) at++;
            if (at == exponent) return fail("this is no number in JSON");
        }
        double value = strtod(reinterpret_cast<const char *>(start), nullptr);
        if (std::isinf(value)) {
            at = start;
            return fail("this number is too large");
        }
        if (whole && beyond_64_bits(start)) widen(start, value);
        return true;
    }

    static bool beyond_64_bits(const uint8_t *number) {
        const char *text = reinterpret_cast<const char *>(number);
        errno = 0;
        if (*number == '-') {
            (void)strtoll(text, nullptr, 10);
        } else {
            (void)strtoull(text, nullptr, 10);
        }
        return errno == ERANGE;
    }

    /// Rewrites an integer as seventeen digits and an exponent: never longer than the nineteen digits it has at least.
    void widen(uint8_t *start, double value) {
        char text[40], digits[40];
        snprintf(text, sizeof text, "%.16e", std::fabs(value));
        int exponent = atoi(strchr(text, 'e') + 1) - 16;
        int length = snprintf(
            digits, sizeof digits, "%s%c%.16se%d", *start == '-' ? "-" : "", text[0], text + 2, exponent);
        memset(start, ' ', size_t(at - start));
        memcpy(start, digits, size_t(length));
        mended++;
    }
};

}  // namespace

Fault find_fault(uint8_t *text, size_t length) {
    Scanner scanner(text, length);
    scanner.document();
    return {scanner.message, size_t(scanner.at - text), scanner.mended};
}

}  // namespace cjson
