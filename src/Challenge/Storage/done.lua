-- Enrollment has these outcomes: they leave the stream.

redis.call('XACK', key('outcomes'), 'enrollment', unpack(request.ids))
redis.call('XDEL', key('outcomes'), unpack(request.ids))
return {'done', now}
