#ifndef CJSON_H
#define CJSON_H

// JSON text to a flat tape that is walked without a call per value. The parser is simdjson (Debian's libsimdjson-dev);
// nothing of C++ shows here, and no exception leaves.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Objects and lists may stand this deep in one another; deeper is an error.
#define CJSON_MAX_DEPTH 512

/// The memory to parse one document at a time, used again by the next. For one thread at a time.
typedef struct cjson_document cjson_document;

/// Why a text is no JSON, and where.
typedef struct {
    /// A static sentence without a full stop; never contains any of the text.
    const char *message;
    /// Bytes before the fault; meaningless while `line` is 0.
    size_t offset;
    /// Counted from 1; 0 when the place is not known.
    size_t line;
    /// Characters (not bytes) from the start of the line, counted from 1.
    size_t column;
    /// True when there was no memory to parse with: the text may be fine.
    bool out_of_memory;
} cjson_error;

/// What stands at a place on the tape; the values are simdjson's.
typedef enum {
    CJSON_NULL = 'n',
    CJSON_TRUE = 't',
    CJSON_FALSE = 'f',
    CJSON_INTEGER = 'l',
    CJSON_UNSIGNED = 'u',
    CJSON_DOUBLE = 'd',
    CJSON_STRING = '"',
    CJSON_LIST = '[',
    CJSON_LIST_END = ']',
    CJSON_OBJECT = '{',
    CJSON_OBJECT_END = '}'
} cjson_kind;

/// The parsed document, valid until its `cjson_document` parses again, shrinks or is freed.
///
/// The value of the document stands at index `CJSON_FIRST`. A list is its items up to `CJSON_LIST_END`, an object its
/// keys (strings) and values by turns up to `CJSON_OBJECT_END`; `cjson_next` gives the place behind a value.
typedef struct {
    const uint64_t *words;
    const uint8_t *strings;
} cjson_tape;

/// Where the value of a document stands on its tape.
enum { CJSON_FIRST = 1 };

/// A new document, or NULL without memory.
cjson_document *cjson_new(void);
void cjson_free(cjson_document *document);

/// Parses UTF-8 text, with or without a byte-order mark. False: `error` is filled in and the tape must not be read.
///
/// Integers that fit int64 or uint64 stay integers and larger ones become doubles; a number that no finite double can
/// hold is an error. Half of a surrogate pair (`\ud83d` alone: text that someone cut in the middle of an emoji)
/// becomes U+FFFD, so that one bad name does not make a page of a thousand unreadable. The bytes are copied.
bool cjson_parse(cjson_document *document, const void *bytes, size_t length, cjson_error *error);

/// The tape of the last document that was parsed without error.
cjson_tape cjson_document_tape(const cjson_document *document);

/// Gives all memory back if it is enough for a text of more than `keep` bytes. Parsing takes up to 15 times the text.
void cjson_shrink(cjson_document *document, size_t keep);

/// Writes the shortest text that reads back as the same number, without a NUL; `value` must be finite. Returns its length.
size_t cjson_write_double(double value, char text[32]);

/// What stands at `at`.
static inline cjson_kind cjson_kind_at(cjson_tape tape, size_t at) {
    return (cjson_kind)(tape.words[at] >> 56);
}

/// How many items or fields the list or object at `at` has; 16777215 means that or more.
static inline size_t cjson_count(cjson_tape tape, size_t at) {
    return (size_t)(tape.words[at] >> 32) & 0xFFFFFF;
}

/// The place behind the value at `at`.
static inline size_t cjson_next(cjson_tape tape, size_t at) {
    switch (cjson_kind_at(tape, at)) {
    case CJSON_LIST:
    case CJSON_OBJECT:
        return (size_t)(tape.words[at] & 0xFFFFFFFF);
    case CJSON_INTEGER:
    case CJSON_UNSIGNED:
    case CJSON_DOUBLE:
        return at + 2;
    default:
        return at + 1;
    }
}

static inline int64_t cjson_integer(cjson_tape tape, size_t at) {
    return (int64_t)tape.words[at + 1];
}

static inline uint64_t cjson_unsigned(cjson_tape tape, size_t at) {
    return tape.words[at + 1];
}

static inline double cjson_double(cjson_tape tape, size_t at) {
    double value;
    memcpy(&value, &tape.words[at + 1], sizeof value);
    return value;
}

/// The text of the string at `at`, unescaped, valid UTF-8 and followed by a NUL; it may contain more of them.
static inline const char *cjson_string(cjson_tape tape, size_t at, size_t *length) {
    const uint8_t *entry = tape.strings + (tape.words[at] & 0xFFFFFFFFFFFFFF);
    uint32_t size;
    memcpy(&size, entry, sizeof size);
    *length = size;
    return (const char *)(entry + sizeof size);
}

/// How many bytes the UTF-8 character at `at` takes, or 0 when what stands there before `end` is none.
static inline size_t cjson_utf8_length(const uint8_t *at, const uint8_t *end) {
    size_t left = (size_t)(end - at);
    uint8_t first = at[0];
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || left < 2) return 0;
    // The second byte alone rules out overlong forms, surrogates, and what lies beyond U+10FFFF.
    uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < low || at[1] > high) return 0;
    if (first < 0xE0) return 2;
    if (left < 3 || (at[2] & 0xC0) != 0x80) return 0;
    if (first < 0xF0) return 3;
    return left >= 4 && (at[3] & 0xC0) == 0x80 ? 4 : 0;
}

#ifdef __cplusplus
}
#endif

#endif
