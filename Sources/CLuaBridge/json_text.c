#include "json_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cjson.h"

// Makes room for more bytes and answers where they go, or NULL.
static char *reserve(pb_buffer *out, size_t more) {
    if (out->limit && (more > out->limit || out->length > out->limit - more)) return NULL;
    if (out->capacity - out->length < more) {
        size_t capacity = out->capacity < 256 ? 256 : out->capacity * 2;
        if (capacity - out->length < more) capacity = out->length + more;
        char *data = realloc(out->data, capacity);
        if (!data) return NULL;
        out->data = data;
        out->capacity = capacity;
    }
    return out->data + out->length;
}

bool pb_text_append(pb_buffer *out, const char *bytes, size_t length) {
    char *at = reserve(out, length);
    if (!at) return false;
    memcpy(at, bytes, length);
    out->length += length;
    return true;
}

bool pb_text_break_line(pb_buffer *out, int level) {
    size_t spaces = (size_t)level * 2;
    char *at = reserve(out, spaces + 1);
    if (!at) return false;
    at[0] = '\n';
    memset(at + 1, ' ', spaces);
    out->length += spaces + 1;
    return true;
}

bool pb_text_append_integer(pb_buffer *out, lua_Integer value) {
    char text[24];
    char *at = text + sizeof text;
    // Negated as unsigned, because the smallest integer has no positive counterpart.
    lua_Unsigned rest = value < 0 ? 0 - (lua_Unsigned)value : (lua_Unsigned)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) *--at = '-';
    return pb_text_append(out, at, (size_t)(text + sizeof text - at));
}

bool pb_text_append_float(pb_buffer *out, lua_Number value) {
    if (fabs(value) < 0x1p53 && floor(value) == value) return pb_text_append_integer(out, (lua_Integer)value);
    char text[32];
    return pb_text_append(out, text, cjson_write_double(value, text));
}

static bool append_escape(pb_buffer *out, unsigned char byte) {
    static const char letters[] = "btn\0fr";
    char text[6] = {'\\', (char)byte};
    if (byte >= 0x20) return pb_text_append(out, text, 2);
    if (byte >= '\b' && byte <= '\r' && letters[byte - '\b']) {
        text[1] = letters[byte - '\b'];
        return pb_text_append(out, text, 2);
    }
    memcpy(text, "\\u00", 4);
    text[4] = (char)('0' + (byte >> 4));
    text[5] = "0123456789abcdef"[byte & 15];
    return pb_text_append(out, text, 6);
}

// Whether eight bytes are all plain: ASCII, no control character, no quote, no backslash.
static bool eight_plain(const unsigned char *at) {
    const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
    // A byte below n shows in the high bit of (byte - n) if its own high bit was clear; borrows only add false alarms.
    return !((word | (word - ones * 0x20) | (quote - ones) | (backslash - ones)) & highs);
}

pb_text_result pb_text_append_string(pb_buffer *out, const char *bytes, size_t length) {
    const unsigned char *at = (const unsigned char *)bytes, *end = at + length, *plain = at;
    if (!reserve(out, length + 2)) return PB_TEXT_NO_MEMORY;
    out->data[out->length++] = '"';
    while (at < end) {
        if (end - at >= 8 && eight_plain(at)) {
            at += 8;
        } else if (*at >= 0x80) {
            size_t size = cjson_utf8_length(at, end);
            if (!size) return PB_TEXT_NOT_UTF8;
            at += size;
        } else if (*at < 0x20 || *at == '"' || *at == '\\') {
            if (!pb_text_append(out, (const char *)plain, (size_t)(at - plain))) return PB_TEXT_NO_MEMORY;
            if (!append_escape(out, *at)) return PB_TEXT_NO_MEMORY;
            plain = ++at;
        } else {
            at++;
        }
    }
    if (!pb_text_append(out, (const char *)plain, (size_t)(at - plain))) return PB_TEXT_NO_MEMORY;
    return pb_text_append(out, "\"", 1) ? PB_TEXT_WRITTEN : PB_TEXT_NO_MEMORY;
}
