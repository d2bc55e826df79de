-- The relay's next outcomes: first what another instance took and did not finish within 10 s, then new ones.
-- Answers {'taken', store time, id, outcome, id, outcome, …}.

local stream, group = key('outcomes'), 'enrollment'
if redis.call('EXISTS', stream) == 0 then return {'taken', now} end
redis.pcall('XGROUP', 'CREATE', stream, group, '0')
local answer = {'taken', now}
local function add(entries)
  for _, entry in ipairs(entries) do
    if entry[2] then answer[#answer + 1] = entry[1]; answer[#answer + 1] = entry[2][2] end
  end
end
add(redis.call('XAUTOCLAIM', stream, group, request.instance, 10000, '0', 'COUNT', 100)[2])
local fresh = redis.call('XREADGROUP', 'GROUP', group, request.instance, 'COUNT', 100, 'STREAMS', stream, '>')
if fresh then add(fresh[1][2]) end
return answer
