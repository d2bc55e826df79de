-- These entries have arrived where they go: they leave the stream.

redis.call('XACK', key(request.stream), request.group, unpack(request.ids))
redis.call('XDEL', key(request.stream), unpack(request.ids))
return {'done', now}
