#ifndef CONTENT_HASH_H
#define CONTENT_HASH_H

#include "internal.h"

// A function of Lua: the hash of what a value holds, an integer. May raise: not enough memory for the stack.
int pb_content_hash(lua_State *L);

#endif
