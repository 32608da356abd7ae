-- What wrk sends, and its outcome as one line of JSON. Called as: wrk ... -s load.lua URL -- KIND [ARGUMENT...]
--   get                 the URL again and again
--   pipeline DEPTH      DEPTH requests in one write
--   paths FILE          a path of the file, drawn at random each time
--   think MILLISECONDS  get, with a pause drawn from 0 to twice that before each request
--   update FILE SEED    PUT of a configuration of 4 KiB that was never sent before, to a path of the file
--   create              POST of a form
local bytes = 4096
local kind, argument, count = "get", nil, 0
local prepared, paths, prefix = nil, {}, ""

local function read_paths(file)
  for line in io.lines(file) do paths[#paths + 1] = line end
end

function init(args)
  kind, argument = args[1] or "get", args[2]
  math.randomseed(os.time())
  if kind == "pipeline" then
    prepared = string.rep(wrk.format(), tonumber(argument))
  elseif kind == "paths" then
    read_paths(argument)
    for i, path in ipairs(paths) do paths[i] = wrk.format("GET", path) end
  elseif kind == "update" then
    read_paths(argument)
    prefix = args[3]
    wrk.headers["Content-Type"] = "application/json"
  elseif kind == "create" then
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  else
    prepared = wrk.format()
    -- wrk asks for pauses only where it finds this function.
    if kind == "think" then delay = function() return math.floor(math.random() * 2 * tonumber(argument) + 0.5) end end
  end
end

function request()
  if prepared then return prepared end
  if kind == "paths" then return paths[math.random(#paths)] end
  count = count + 1
  if kind == "create" then return wrk.format("POST", nil, nil, "title=Made+" .. count .. "&description=by+the+benchmark") end
  local head = '{"accounts":{"hasAccounts":false},"description":"' .. prefix .. count
  local text = head .. string.rep("x", bytes - #head - 2) .. '"}'
  return wrk.format("PUT", paths[count % #paths + 1], nil, '{"configuration":{"configuration_json":' .. text .. "}}")
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nOUTCOME {"requests":%d,"us":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,"p50":%d,"p99":%d,"p999":%d}\n',
    summary.requests, summary.duration, errors.connect, errors.read, errors.write, errors.status, errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
