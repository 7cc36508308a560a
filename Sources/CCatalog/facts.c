#include "ccatalog.h"

// #embed is of C23; clang takes it in any C, with a warning.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "operations.jsonl"
};

const unsigned char *ccatalog_bytes(void) { return bytes; }

size_t ccatalog_count(void) { return sizeof bytes; }
