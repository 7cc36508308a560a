-- Plots of a report as inline SVG, and the text of a page made harmless.

local plots = {}

-- What became of recordings, in the order in which it is stacked.
plots.STATES = {
    { name = "exported", label = "exported" }, { name = "skipped", label = "skipped" },
    { name = "failed", label = "failed" }, { name = "seen", label = "not yet exported" },
}

local ESCAPES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

-- Text as a page may hold it: names come from the service, and none of them is markup.
function plots.escape(text)
    return (tostring(text):gsub("[%z\1-\8\11\12\14-\31\127]", " "):gsub("[&<>\"']", ESCAPES))
end

-- A number with thin spaces between thousands.
function plots.number(value)
    local digits = ("%d"):format(value // 1)
    if #digits <= 4 then return digits end
    local head = digits:sub(1, (#digits - 1) % 3 + 1)
    return head .. digits:sub(#head + 1):gsub("%d%d%d", "\u{202f}%0")
end

-- The end of an axis, and the step of its marks: 1, 2 or 5 times a power of ten.
local function scale(most)
    local step = 10 ^ math.floor(math.log(math.max(most, 1) / 4, 10))
    if step < 1 then step = 1 end
    for _, factor in ipairs { 1, 2, 5, 10 } do
        if most / (step * factor) <= 5 then
            step = step * factor
            break
        end
    end
    step = math.tointeger(step // 1)
    return math.max(step, -(-most // step) * step), step
end

local WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 220, 48, 34, 12

-- Stacked columns. `columns` is a list of { label=, title=, counts = { state = n } }; states are those of `plots.STATES`.
function plots.columns(columns, described)
    local most = 0
    for _, column in ipairs(columns) do most = math.max(most, column.total or 0) end
    local top, step = scale(most)
    local height, width = HEIGHT - BOTTOM - TOP, (WIDTH - LEFT) / math.max(1, #columns)
    local out = { ('<div class="scroll"><svg class="plot" viewBox="0 0 %d %d" role="img" aria-label="%s">'):format(
        WIDTH, HEIGHT, plots.escape(described)) }
    local function put(format, ...) out[#out + 1] = format:format(...) end
    for mark = 0, top, step do
        local y = TOP + height * (1 - mark / top)
        put('<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>', LEFT, WIDTH, y, y)
        put('<text class="mark" x="%d" y="%.1f" text-anchor="end">%s</text>', LEFT - 6, y + 4, plots.number(mark))
    end
    -- So many labels as have room beside each other.
    local every = math.max(1, math.ceil(58 / width))
    for place, column in ipairs(columns) do
        local x, y = LEFT + (place - 1) * width, TOP + height
        put('<g><title>%s</title>', plots.escape(column.title))
        put('<rect class="hit" x="%.1f" y="%d" width="%.1f" height="%.1f"/>', x, TOP, width, height)
        for _, state in ipairs(plots.STATES) do
            local count = column.counts[state.name] or 0
            if count > 0 then
                local tall = height * count / top
                y = y - tall
                put('<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.2f"/>', state.name, x + width * 0.1, y,
                    math.max(width * 0.8, 0.5), tall)
            end
        end
        if column.is_empty then put('<text class="empty" x="%.1f" y="%d" text-anchor="middle">∅</text>', x + width / 2, TOP + height - 5) end
        if (place - 1) % every == 0 then
            put('<text class="mark" x="%.1f" y="%d" text-anchor="middle">%s</text>', x + width / 2, HEIGHT - 12, plots.escape(column.label))
        end
        out[#out + 1] = "</g>"
    end
    out[#out + 1] = "</svg></div>"
    return table.concat(out)
end

-- Rows with a bar each, longest first. `rows` is a list of { label=, counts=, total=, is_rest= }; what is the sum of all
-- others has no bar, or theirs would be too short to be seen.
function plots.bars(rows, heading)
    local most = 1
    for _, row in ipairs(rows) do most = row.is_rest and most or math.max(most, row.total) end
    local out = { ('<table class="bars"><thead><tr><th>%s</th><th class="n">recordings</th><th></th></tr></thead><tbody>'):format(plots.escape(heading)) }
    for _, row in ipairs(rows) do
        local x, parts, told = 0, {}, {}
        for _, state in ipairs(plots.STATES) do
            local count = row.counts[state.name] or 0
            if count > 0 then
                local wide = 100 * count / most
                if not row.is_rest then parts[#parts + 1] = ('<rect class="%s" x="%.2f" y="0" width="%.2f" height="10"/>'):format(state.name, x, wide) end
                told[#told + 1] = plots.number(count) .. " " .. state.label
                x = x + wide
            end
        end
        local title = plots.escape(row.label .. ": " .. table.concat(told, ", "))
        out[#out + 1] = ('<tr><td class="name" title="%s">%s</td><td class="n">%s</td><td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="%s"><title>%s</title>%s</svg></td></tr>')
            :format(title, plots.escape(row.label), plots.number(row.total), title, title, table.concat(parts))
    end
    out[#out + 1] = "</tbody></table>"
    return table.concat(out)
end

-- Hours of days: `days` is a list of { label=, hours = list of 24 of { count=, tasks=, title=, is_outside= } }.
function plots.hours(days, most, described)
    local cell, left, top = 24, 78, 20
    local height = top + #days * 18 + 4
    local out = { ('<div class="scroll"><svg class="plot" viewBox="0 0 %d %d" role="img" aria-label="%s">'):format(
        left + 24 * cell + 60, height, plots.escape(described)) }
    local function put(format, ...) out[#out + 1] = format:format(...) end
    for hour = 0, 21, 3 do
        put('<text class="mark" x="%d" y="12" text-anchor="middle">%02d</text>', left + hour * cell + cell // 2, hour)
    end
    for place, day in ipairs(days) do
        local y = top + (place - 1) * 18
        put('<text class="mark" x="%d" y="%d" text-anchor="end">%s</text>', left - 6, y + 12, plots.escape(day.label))
        for hour, entry in ipairs(day.hours) do
            if not entry.is_outside then
                local class = entry.count == 0 and (entry.tasks or 0) > 0 and "lost" or entry.count == 0 and "none" or "some"
                put('<rect class="%s" fill-opacity="%.2f" x="%d" y="%d" width="%d" height="16" rx="2"><title>%s</title></rect>',
                    class, class == "some" and 0.25 + 0.75 * entry.count / most or 1, left + (hour - 1) * cell, y, cell - 2,
                    plots.escape(entry.title))
            end
        end
    end
    out[#out + 1] = "</svg></div>"
    return table.concat(out)
end

return plots
