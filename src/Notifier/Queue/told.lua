-- The broker has confirmed this outcome. Answers {'told', store time}.

redis.call('ZREM', key('outcomes'), request.name)
redis.call('DEL', key('outcome', request.name))
return {'told', now}
