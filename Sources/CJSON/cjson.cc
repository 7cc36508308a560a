#include "cjson.h"

#include <simdjson.h>

#include <charconv>
#include <cstdlib>
#include <new>

#include "fault.h"

struct cjson_document {
    simdjson::dom::parser parser;
    /// A copy of the text, because simdjson reads up to `SIMDJSON_PADDING` bytes behind it.
    uint8_t *text = nullptr;
    /// The longest text there is memory for.
    size_t capacity = 0;

    ~cjson_document() { free(text); }
};

namespace {

constexpr size_t kMaxLength = 0xFFFFFFFF - simdjson::SIMDJSON_PADDING;

void release(cjson_document *document) {
    document->parser = simdjson::dom::parser();
    free(document->text);
    document->text = nullptr;
    document->capacity = 0;
}

/// Makes room for a text. The first one gets what it needs, since many documents parse only one; later ones get more.
bool reserve(cjson_document *document, size_t length) {
    if (document->text && length <= document->capacity) return true;
    size_t capacity = document->capacity ? length + length / 4 : length;
    if (capacity < 512) capacity = 512;
    if (capacity > kMaxLength) capacity = kMaxLength;
    release(document);
    document->text = static_cast<uint8_t *>(malloc(capacity + simdjson::SIMDJSON_PADDING));
    if (!document->text || document->parser.allocate(capacity, CJSON_MAX_DEPTH + 1) ||
        document->parser.doc.allocate(capacity)) {
        release(document);
        return false;
    }
    document->capacity = capacity;
    return true;
}

bool fail(cjson_error *error, const char *message) {
    *error = {message, 0, 0, 0, false};
    return false;
}

/// Fills in line and column of the fault at `offset`.
bool fail_at(cjson_error *error, const char *message, const uint8_t *text, size_t offset) {
    *error = {message, offset, 1, 1, false};
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            error->line++;
            error->column = 1;
        } else if ((text[i] & 0xC0) != 0x80) {
            error->column++;
        }
    }
    return false;
}

}  // namespace

cjson_document *cjson_new(void) { return new (std::nothrow) cjson_document; }

void cjson_free(cjson_document *document) { delete document; }

bool cjson_parse(cjson_document *document, const void *bytes, size_t length, cjson_error *error) {
    const uint8_t *source = static_cast<const uint8_t *>(bytes);
    size_t mark = length >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    source += mark;
    length -= mark;
    if (length > kMaxLength) return fail(error, "a text of 4 GB or more cannot be read as JSON");
    if (!reserve(document, length)) {
        *error = {"not enough memory to read this JSON", 0, 0, 0, true};
        return false;
    }
    if (length) memcpy(document->text, source, length);
    memset(document->text + length, 0, simdjson::SIMDJSON_PADDING);

    simdjson::error_code code = document->parser.parse(document->text, length, false).error();
    if (!code) return true;
    if (code == simdjson::MEMALLOC) {
        *error = {"not enough memory to read this JSON", 0, 0, 0, true};
        return false;
    }
    cjson::Fault fault = cjson::find_fault(document->text, length);
    if (fault.message) {
        fail_at(error, fault.message, document->text, fault.offset);
        error->offset += mark;
        return false;
    }
    code = document->parser.parse(document->text, length, false).error();
    return code ? fail(error, simdjson::error_message(code)) : true;
}

cjson_tape cjson_document_tape(const cjson_document *document) {
    return {document->parser.doc.tape.get(), document->parser.doc.string_buf.get()};
}

void cjson_shrink(cjson_document *document, size_t keep) {
    if (document->capacity > keep) release(document);
}

size_t cjson_write_double(double value, char text[32]) {
    return size_t(std::to_chars(text, text + 32, value).ptr - text);
}
