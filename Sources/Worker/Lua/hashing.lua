-- Hashes of 64 bits, for what is to be recognised and need not be kept. No proof against one who means harm.

local native = ...

local hashing = {}

-- The hash of a text or a number; 1 and 1.0 have the same.
hashing.of = native.content_hash

-- The hash of what a value holds: the same for tables with equal fields, in whatever order. Of what is neither text, number,
-- truth value nor table only the type counts, and of a table within itself that it is one.
hashing.content = native.content_hash

-- The hash of two hashes in their order.
function hashing.combined(first, second) return native.content_hash { first, second } end

return hashing
