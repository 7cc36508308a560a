-- Names are safe whatever the service says; they never leave their folder.
local recordings = require "recordings"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end
local task = { id = "t1", queue = "../../etc/passwd", agent = "a/b\\c:d*e?f\"g<h>i|j\0k\nl", started = 1793528430000, direction = "" }
local capture = { id = "c1", task = task, kind = "recording", call_type = "main", started = 1793528430000, extension = ".wav" }
local function name(template) return recordings.name(capture, template) end

assert(name "{date}/{task_id}-{call_type}-{capture_id}{extension}" == "2026-11-01/t1-main-c1.wav")
assert(name "{queue}/x" == "__.._etc_passwd/x", name "{queue}/x")
assert(name "{agent}" == "a_b_c_d_e_f_g_h_i_j_k_l", name "{agent}")
assert(name "{agent_id}/{queue_id}/{channel}" == "no agent/no queue/no channel")
assert(name "./a//b/./c" == "a/b/c" and name "{direction}" == "_" and name "a/{direction}/b" == "a/_/b")
for _, bad in ipairs { "../x", "a/../../x", "/etc/x", "a/.." } do fails("leaves the folder it belongs in", name, bad) end
fails("{nothing} is no field of a name; there are {agent_id} {agent} ", name, "{nothing}")
fails("takes a template or a list of parts, not a nil", name, nil)
fails("the name is empty", name, {})
fails("the name is empty", name, "")

local function part(text) return recordings.name(capture, { text }) end
for given, safe in pairs {
    [".."] = "_", ["."] = "_", ["..."] = "_", [".hidden"] = "_hidden", ["a."] = "a", ["a .. "] = "a", ["  a"] = "a", ["   "] = "_", [""] = "_",
    ["/"] = "_", ["a/b"] = "a_b", ["con"] = "_con", ["CON.wav"] = "_CON.wav", ["con .x"] = "_con .x", ["lpt9"] = "_lpt9", ["console"] = "console",
    ["\xff\xfe"] = "__", ["é"] = "é", ["~"] = "~", ["-x"] = "-x", ["\u{202E}x"] = "\u{202E}x", ["a\tb"] = "a_b", ["nul"] = "_nul",
} do
    assert(part(given) == safe, given .. " -> " .. part(given))
end
assert(#part(("x"):rep(500)) == 180 and part(("x"):rep(500) .. ".wav"):find("x%.wav$") and #part(("x"):rep(500) .. ".wav") == 180)
assert(utf8.len(part(("é"):rep(500))) == 90 and #part(("a" .. ("é"):rep(500))) == 179)
assert(part(5) == "5" and part(true) == "true")

-- Whatever comes, each part is a plain name.
math.randomseed(5)
local pieces = { ".", "..", "/", "\\", "\0", " ", "a", "é", "con", "\xc3", ":", "~", "{", "}", "%", "\r", "\127", "*", "-", "$(x)", "`" }
for _ = 1, 3000 do
    local text = {}
    for i = 1, math.random(0, 8) do text[i] = pieces[math.random(#pieces)] end
    text = table.concat(text)
    local made = part(text)
    assert(#made > 0 and #made <= 180 and utf8.len(made) and not made:find('[/\\%c:*?"<>|]') and made ~= "." and made ~= ".." and made:sub(1, 1) ~= ".", text)
    task.queue = text
    local path = name "{queue}/{queue}-x"
    assert(select(2, path:gsub("/", "")) == 1 and not path:find("%.%./") and path:sub(1, 1) ~= "/", path)
end
