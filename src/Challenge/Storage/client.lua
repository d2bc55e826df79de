-- Keeps a relying party's record, never an older one. With `record` absent it reads. Answers {'client', store time, record as JSON or ''}.

local name = key('relying-party', request.id)
if request.record then
  if request.version >= tonumber(redis.call('HGET', name, 'version') or 0) then
    redis.call('HSET', name, 'version', request.version, 'status', request.status, 'record', request.record)
  end
end
return {'client', now, redis.call('HGET', name, 'record') or ''}
