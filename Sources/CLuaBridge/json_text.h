// JSON's scalars as text at the end of a buffer. False everywhere: there was no memory, and the buffer is as before or
// holds a part.
#ifndef PB_JSON_TEXT_H
#define PB_JSON_TEXT_H

#include <lua5.4/lua.h>

#include "pb_json.h"

bool pb_text_append(pb_buffer *out, const char *bytes, size_t length);

// A line break and two spaces for each level.
bool pb_text_break_line(pb_buffer *out, int level);

bool pb_text_append_integer(pb_buffer *out, lua_Integer value);

// The shortest text of a finite number; without point and exponent when it is whole and below 2^53.
bool pb_text_append_float(pb_buffer *out, lua_Number value);

typedef enum { PB_TEXT_WRITTEN, PB_TEXT_NO_MEMORY, PB_TEXT_NOT_UTF8 } pb_text_result;

// A string in quotes.
pb_text_result pb_text_append_string(pb_buffer *out, const char *bytes, size_t length);

#endif
