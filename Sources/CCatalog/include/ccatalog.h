// The catalog's file of facts, as bytes of the program: nothing is read or decoded until somebody asks for a line.
#ifndef CCATALOG_H
#define CCATALOG_H

#include <stddef.h>

// Lines of JSON, each ended by a line feed, sorted by their bytes. They live as long as the process.
const unsigned char *ccatalog_bytes(void);

size_t ccatalog_count(void);

#endif
