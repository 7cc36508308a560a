-- A report of the recordings of a window: one page of HTML with all it needs, plots as inline SVG, no script.

local time = require "time"
local plots, style, tally_of = require "report_plots", require "report_style", require "report_tally"

local escape, number = plots.escape, plots.number

-- Rows that are told; what is more is one row of its own. Days that are told by the hour.
local MOST_ROWS, MOST_GAPS, MOST_DAYS = 15, 20, 35

local LENGTHS = { "under 5 s", "5–15 s", "15–30 s", "30–60 s", "1–2 min", "2–5 min", "5–10 min", "10–30 min", "over 30 min" }

local function day(instant) return time.format(instant, "%Y-%m-%d") end
local function minute(instant) return time.format(instant, "%Y-%m-%d %H:%M") end

local function long(milliseconds)
    local minutes = milliseconds // time.minute
    if minutes < 60 then return ("%d min %02d s"):format(minutes, milliseconds // 1000 % 60) end
    return ("%s h %02d min"):format(number(minutes // 60), minutes % 60)
end

local function size(bytes)
    local units, place = { "bytes", "KB", "MB", "GB", "TB" }, 1
    while bytes >= 1000 and place < #units do bytes, place = bytes / 1000, place + 1 end
    return place == 1 and ("%d bytes"):format(bytes // 1) or ("%.1f %s"):format(bytes, units[place])
end

-- What happened to a number of recordings, in words.
local function told(counts)
    local parts = {}
    for _, state in ipairs(plots.STATES) do
        if counts[state.name] then parts[#parts + 1] = number(counts[state.name]) .. " " .. state.label end
    end
    return #parts > 0 and table.concat(parts, ", ") or "none"
end

local function facts(tally)
    local states = tally.states
    local list = {
        { "recordings", number(tally.total) }, { "exported", number(states.exported or 0) },
        { "skipped", number(states.skipped or 0) }, { "failed", number(states.failed or 0) },
        { "audio", long(tally.duration) }, { "exported size", size(tally.bytes) },
    }
    if states.seen then table.insert(list, 5, { "not yet exported", number(states.seen) }) end
    if tally.task_count then table.insert(list, 1, { "tasks", number(tally.task_count) }) end
    local out = {}
    for _, fact in ipairs(list) do
        out[#out + 1] = ("<div><dt>%s</dt><dd>%s</dd></div>"):format(escape(fact[1]), escape(fact[2]))
    end
    return '<dl class="facts">' .. table.concat(out) .. "</dl>"
end

local function legend()
    local out = {}
    for _, state in ipairs(plots.STATES) do
        out[#out + 1] = ('<li><i class="%s"></i>%s</li>'):format(state.name, state.label)
    end
    return '<ul class="legend">' .. table.concat(out) .. "</ul>"
end

-- The days of the window, those without recordings too.
local function days_of(tally)
    local days, instant = {}, time.floor(tally.from, "day")
    while instant < tally.to do
        days[#days + 1] = instant
        -- Half a day more than one: a day of 23 or 25 hours is one too.
        instant = time.floor(instant + 36 * time.hour, "day")
    end
    return days
end

local function by_day(tally, days)
    local columns = {}
    for _, instant in ipairs(days) do
        local counts = tally.days[instant] or { total = 0 }
        columns[#columns + 1] = {
            label = time.format(instant, "%m-%d"), title = day(instant) .. ": " .. told(counts), counts = counts,
            total = counts.total, is_empty = counts.total == 0,
        }
    end
    return plots.columns(columns, "Recordings by day")
end

local function ranked(counts, nobody)
    local rows = {}
    for name, entry in pairs(counts) do rows[#rows + 1] = { label = name or nobody, counts = entry, total = entry.total } end
    table.sort(rows, function(a, b)
        if a.total ~= b.total then return a.total > b.total end
        return a.label < b.label
    end)
    if #rows <= MOST_ROWS then return rows end
    local rest = { label = ("%s others"):format(number(#rows - MOST_ROWS + 1)), counts = {}, total = 0, is_rest = true }
    for place = #rows, MOST_ROWS, -1 do
        for state, count in pairs(rows[place].counts) do
            if state ~= "total" then rest.counts[state] = (rest.counts[state] or 0) + count end
        end
        rest.total, rows[place] = rest.total + rows[place].total, nil
    end
    rows[MOST_ROWS] = rest
    return rows
end

local function lengths(tally)
    local columns = {}
    for place, label in ipairs(LENGTHS) do
        local count = tally.lengths[place]
        columns[place] = { label = label, title = label .. ": " .. number(count), counts = { exported = count }, total = count }
    end
    return plots.columns(columns, "Recordings by length")
end

-- The hours of the last days, and the stretches without a recording.
local function gaps(tally, days)
    local most, rows = 1, {}
    for _, count in pairs(tally.hours) do most = math.max(most, count) end
    for place = math.max(1, #days - MOST_DAYS + 1), #days do
        local hours = {}
        for hour = 0, 23 do
            local instant = days[place] + hour * time.hour
            local count, tasks = tally.hours[instant] or 0, tally.tasks and (tally.tasks[instant] or 0)
            local title = ("%s: %s recordings%s"):format(minute(instant), number(count),
                tasks and ", " .. number(tasks) .. " tasks" or "")
            hours[hour + 1] = {
                count = count, tasks = tasks, title = title,
                is_outside = instant + time.hour <= tally.from or instant >= tally.to,
            }
        end
        rows[#rows + 1] = { label = day(days[place]), hours = hours }
    end
    local out = { plots.hours(rows, most, "Recordings by hour") }
    out[#out + 1] = '<ul class="legend"><li><i class="some"></i>recordings</li><li><i class="lost"></i>tasks, but no recording</li><li><i class="none"></i>nothing</li></ul>'
    if #days > MOST_DAYS then out[#out + 1] = ('<p class="faint">The last %d days by the hour.</p>'):format(MOST_DAYS) end
    if #tally.gaps == 0 then
        out[#out + 1] = "<p>Every hour of the window has a recording.</p>"
        return table.concat(out)
    end
    out[#out + 1] = '<table><thead><tr><th>from</th><th>to</th><th class="n">hours</th><th>what is there</th></tr></thead><tbody>'
    for place = 1, math.min(#tally.gaps, MOST_GAPS) do
        local gap = tally.gaps[place]
        out[#out + 1] = ('<tr><td>%s</td><td>%s</td><td class="n">%.1f</td><td>%s</td></tr>'):format(minute(gap.from),
            minute(gap.to), (gap.to - gap.from) / time.hour,
            gap.has_tasks and number(gap.tasks) .. " tasks, no recording" or tally.tasks and "nothing at all" or "no recording")
    end
    out[#out + 1] = "</tbody></table>"
    if #tally.gaps > MOST_GAPS then
        out[#out + 1] = ('<p class="faint">%s shorter ones are left out.</p>'):format(number(#tally.gaps - MOST_GAPS))
    end
    return table.concat(out)
end

local function reasons(tally)
    if not next(tally.reasons) then return "" end
    local counts = {}
    for reason, count in pairs(tally.reasons) do counts[reason] = { total = count, skipped = count } end
    return "<h2>Skipped, and why</h2>" .. plots.bars(ranked(counts, ""), "reason")
end

local function failures(tally)
    if #tally.failures == 0 then return "" end
    local out = { '<h2>Failed</h2><div class="scroll"><table><thead><tr><th>recording</th><th>started</th><th>queue</th><th class="n">tries</th><th>problem</th></tr></thead><tbody>' }
    for _, failure in ipairs(tally.failures) do
        out[#out + 1] = ('<tr><td class="id">%s</td><td>%s</td><td>%s</td><td class="n">%s</td><td>%s</td></tr>'):format(
            escape(failure.id or ""), minute(failure.started), escape(failure.queue or "no queue"),
            escape(failure.tries or ""), escape(failure.problem or ""))
    end
    out[#out + 1] = "</tbody></table></div>"
    local more = (tally.states.failed or 0) - #tally.failures
    if more > 0 then out[#out + 1] = ('<p class="faint">And %s more.</p>'):format(number(more)) end
    return table.concat(out)
end

local function audio(tally)
    if tally.inspected == 0 then return "" end
    return ("<h2>Audio</h2><p>Of %s recordings whose audio was measured, %s have a channel that is silent nearly throughout, and %s end before their audio does.</p>")
        :format(number(tally.inspected), number(tally.dead), number(tally.truncated))
end

-- The page, of an iterator of records of the ledger.
--
-- `window` is { from=, to=, title=, profile=, made=, tasks= }: without `from` or `to` it is as long as its recordings;
-- `tasks`, if given, is an iterator of all tasks of the window, by which hours with tasks and without a recording are known from hours with nothing.
return function(records, window)
    local tally = tally_of(records, window)
    local days = days_of(tally)
    local about = { minute(tally.from) .. " to " .. minute(tally.to) }
    if window.profile then about[#about + 1] = "profile " .. window.profile end
    if window.made then about[#about + 1] = "made " .. minute(window.made) end
    local title = window.title or "Recordings"
    return table.concat {
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>", escape(title), "</title><style>\n", style, "</style></head><body>\n<header><h1>", escape(title), "</h1><p class=\"faint\">",
        escape(table.concat(about, " · ")), "</p></header>\n<main>", facts(tally),
        "\n<h2>By day</h2>", legend(), by_day(tally, days),
        '\n<div class="two"><section><h2>By queue</h2>', plots.bars(ranked(tally.queues, "no queue"), "queue"),
        "</section>\n<section><h2>By agent</h2>", plots.bars(ranked(tally.agents, "no agent"), "agent"),
        "</section></div>\n<h2>Lengths</h2>", lengths(tally), "\n<h2>Gaps</h2>", gaps(tally, days), "\n",
        reasons(tally), "\n", failures(tally), "\n", audio(tally), "</main>\n</body></html>\n",
    }
end
