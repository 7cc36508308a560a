---@meta

-- What a file of tests finds besides the globals of all scripts; patchbay test runs it.

---@class patchbay.describe
---@overload fun(name: string, fn: fun())
describe = {}

---Leaves the tests within out.
---@param name string
---@param fn fun()
function describe.skip(name, fn) end

---@class patchbay.it
---@overload fun(name: string, fn?: fun())
it = {}

---Leaves a test out.
---@param name string
---@param fn? fun()
function it.skip(name, fn) end

---Does something before each test of this describe, and of those within it.
---@param fn fun()
function before_each(fn) end

---Does something after each test of this describe, and of those within it, however the test ended.
---@param fn fun()
function after_each(fn) end

---@class patchbay.expectation
---@field never patchbay.expectation the opposite
local expectation = {}

---Holds the same, however deep: what differs is told path by path.
---@param value any
function expectation.to_equal(value) end

---Is the same value, or the very same table.
---@param value any
function expectation.to_be(value) end

---A text contains a text; a list an item, or one with these fields; a table these fields.
---@param value any
function expectation.to_contain(value) end

---Is a text that a pattern of Lua is found in.
---@param pattern string
function expectation.to_match(pattern) end

function expectation.to_be_nil() end

---Is neither nil nor false.
function expectation.to_be_truthy() end

---Is nil or false.
function expectation.to_be_falsy() end

---The function, when it is called, raises an error: any, one of this kind, or one whose text contains this.
---@param kind_or_text? string
---@return any err the error
function expectation.to_raise(kind_or_text) end

---Says what is expected of a value: `expect(count).to_be(3)`, `expect(list).never.to_contain("x")`.
---@param value any
---@return patchbay.expectation
function expect(value) end
