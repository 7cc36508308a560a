// How a table tells that it was a list, or an object with null fields: by a metatable that scripts cannot make.
#ifndef PB_JSON_MARKS_H
#define PB_JSON_MARKS_H

#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>

#include "pb_json.h"

typedef enum { PB_MARK_NONE, PB_MARK_LIST, PB_MARK_NULLS } pb_mark;

// Pushes the metatable that all lists share; raises.
void pb_push_list_mark(lua_State *L);

// Pushes the registry's list of metatables of objects with null fields, kept by the reader's places; raises.
void pb_push_null_marks(lua_State *L);

// Turns the list of names on top of the stack into the metatable of objects in which they are null; raises.
void pb_make_null_mark(lua_State *L);

// How the table at `index` is marked. For PB_MARK_NULLS the list of names is pushed, else nothing. Never raises; wants
// two free places on the stack.
pb_mark pb_mark_of(lua_State *L, int index);

// Marks the table at `to` as the one at `from` is marked. Of nulls, those that are fields of a table at `without` are
// not remembered. Absolute indices; raises.
void pb_json_copy_mark(lua_State *L, int from, int to, int without);

#endif
