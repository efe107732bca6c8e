-- For wrk: opens the answer pages of invitations one after the other, and from the start again.
-- Arguments: a file with one "token<TAB>form" per line, and how many lines to pass over.

used, accepted, refused = 0, 0, 0
local tokens, threads, passed = {}, {}, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  passed = tonumber(args[2])
  for line in io.lines(args[1]) do
    table.insert(tokens, line:match("^(%S+)"))
  end
end

function request()
  used = used + 1
  return wrk.format("GET", "/s/" .. tokens[(passed + used) % #tokens + 1])
end

function response(status)
  if status == 200 then accepted = accepted + 1 else refused = refused + 1 end
end

function done(summary, latency)
  local thread = threads[1]
  local errors = summary.errors
  io.write(string.format(
    '{"used":%d,"accepted":%d,"refused":%d,"exhausted":0,"microseconds":%d,"p50":%d,"p99":%d,"broken":%d}\n',
    thread:get("used"), thread:get("accepted"), thread:get("refused"), summary.duration,
    latency:percentile(50), latency:percentile(99), errors.connect + errors.read + errors.write + errors.timeout))
end
