#include "json_place.h"

#include <stdio.h>
#include <string.h>

#include "cjson.h"

enum { SEGMENT = 64, PATH = 192 };

static bool is_identifier(const char *name, size_t length) {
    if (!length || (name[0] >= '0' && name[0] <= '9')) return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) return false;
    }
    return true;
}

void pb_copy_name(char *to, size_t size, const char *name, size_t length) {
    const unsigned char *at = (const unsigned char *)name, *end = at + length;
    char *limit = to + size - 4;
    while (at < end) {
        size_t step = cjson_utf8_length(at, end);
        bool printable = step > 1 || (step == 1 && *at >= 0x20 && *at != 0x7F);
        if (to + (printable ? step : 1) > limit) {
            memcpy(to, "...", 4);
            return;
        }
        if (printable) {
            memcpy(to, at, step);
            to += step;
            at += step;
        } else {
            *to++ = '?';
            at++;
        }
    }
    *to = 0;
}

static void write_segment(char segment[SEGMENT], const pb_place *here) {
    char name[SEGMENT - 8];
    if (!here->name) {
        snprintf(segment, SEGMENT, "[%lld]", (long long)here->item);
        return;
    }
    pb_copy_name(name, sizeof name, here->name, here->length);
    snprintf(segment, SEGMENT, is_identifier(here->name, here->length) ? ".%s" : "[\"%s\"]", name);
}

void pb_place_describe(const pb_place *here, const char *why, char *error, size_t error_size) {
    char path[PATH];
    char *start = path + sizeof path - 1;
    *start = 0;
    for (; here->outer; here = here->outer) {
        char segment[SEGMENT];
        write_segment(segment, here);
        size_t length = strlen(segment);
        if (start - path < (long)(length + 3)) {
            start -= 3;
            memcpy(start, "...", 3);
            break;
        }
        start -= length;
        memcpy(start, segment, length);
    }
    snprintf(error, error_size, "%s%s%s", start, *start ? ": " : "", why);
}
