-- For wrk: answers invitations one after the other, each once.
-- Arguments: a file with one "token<TAB>form" per line, and how many lines to pass over.

used, accepted, refused, exhausted = 0, 0, 0, 0
local lines, headers = {}, { ["Content-Type"] = "application/x-www-form-urlencoded" }
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local passed = tonumber(args[2])
  local number = 0
  for line in io.lines(args[1]) do
    number = number + 1
    if number > passed then lines[number - passed] = line end
  end
end

function request()
  used = used + 1
  local line = lines[used]
  if line == nil then
    exhausted = exhausted + 1
    line = lines[1]
  end
  local token, form = line:match("^(%S+)\t(.*)$")
  return wrk.format("POST", "/s/" .. token, headers, form)
end

function response(status)
  if status == 200 then accepted = accepted + 1 else refused = refused + 1 end
end

function done(summary, latency)
  local thread = threads[1]
  local errors = summary.errors
  io.write(string.format(
    '{"used":%d,"accepted":%d,"refused":%d,"exhausted":%d,"microseconds":%d,"p50":%d,"p99":%d,"broken":%d}\n',
    thread:get("used"), thread:get("accepted"), thread:get("refused"), thread:get("exhausted"), summary.duration,
    latency:percentile(50), latency:percentile(99), errors.connect + errors.read + errors.write + errors.timeout))
end
