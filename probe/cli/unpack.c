#include "cli/unpack.h"

#include "base/memory.h"
#define ZLIB_CONST /* it does not write to what it reads */
#include <zlib.h>

enum {
	OUT = 1 << 17,
	GZIP_ONLY = 16 + MAX_WBITS, /* zlib.h, inflateInit2() */
};

struct unpack {
	unpack_take take;
	void *context;
	z_stream stream;
	bool begun;   /* stands in a member */
	bool garbage; /* what stands behind the last member is passed over */
	size_t members;
	unsigned char out[OUT];
};

struct unpack *
unpack_new(unpack_take take, void *context)
{
	struct unpack *u = memory_get(sizeof *u);

	if (u == NULL)
		return NULL;
	u->take = take;
	u->context = context;
	if (inflateInit2(&u->stream, GZIP_ONLY) == Z_OK)
		return u;
	memory_free(u);
	return NULL;
}

void
unpack_free(struct unpack *u)
{
	if (u == NULL)
		return;
	inflateEnd(&u->stream);
	memory_free(u);
}

bool
unpack_is_gzip(const char *octets, size_t size)
{
	return size > 1 && (unsigned char)octets[0] == 0x1f &&
	       (unsigned char)octets[1] == 0x8b;
}

/* One call of zlib; what it unpacked is taken, whatever it says. */
static enum unpack_status
step(struct unpack *u)
{
	bool taken = true;
	size_t size;
	int said;

	u->stream.next_out = u->out;
	u->stream.avail_out = OUT;
	said = inflate(&u->stream, Z_NO_FLUSH);
	size = OUT - u->stream.avail_out;
	if (size > 0)
		taken = u->take(u->context, (const char *)u->out, size);
	if (!taken)
		return UNPACK_STOPPED;
	if (said == Z_STREAM_END) {
		u->members++;
		u->begun = false;
		inflateReset(&u->stream);
	} else if (said != Z_OK && said != Z_BUF_ERROR) {
		return UNPACK_BROKEN;
	}
	return UNPACK_MORE;
}

enum unpack_status
unpack_feed(struct unpack *u, const char *octets, size_t size)
{
	enum unpack_status status = UNPACK_MORE;

	u->stream.next_in = (const Bytef *)octets;
	u->stream.avail_in = (uInt)size;
	u->stream.avail_out = OUT;
	/* With room left and nothing to read, zlib keeps nothing back. */
	while (status == UNPACK_MORE && !u->garbage &&
	       (u->stream.avail_in > 0 || u->stream.avail_out == 0)) {
		if (!u->begun && u->members > 0 && *u->stream.next_in != 0x1f)
			u->garbage = true;
		else {
			u->begun = true;
			status = step(u);
		}
	}
	return status;
}

bool
unpack_complete(const struct unpack *u)
{
	return u->members > 0 && !u->begun;
}

const char *
unpack_trouble(const struct unpack *u)
{
	return u->stream.msg != NULL ? u->stream.msg : "it cannot be unpacked";
}
