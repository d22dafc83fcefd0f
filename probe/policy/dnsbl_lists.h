/*
 * dnsbl_lists: the DNS blocklists that mail servers commonly ask: what their
 * answers mean and where one gets off. For policy/dnsbl.c alone; any other zone
 * can be asked too. Facts as their operators publish them.
 */
#ifndef PROBE_POLICY_DNSBL_LISTS_H
#define PROBE_POLICY_DNSBL_LISTS_H

/* clang-format off */

/*
 * X(zone, title, holds IPv6, asked by default, page for removal). By default
 * are those that need no registration and list single addresses for what they
 * sent.
 */
#define DNSBL_LISTS(X) \
	X("zen.spamhaus.org", "Spamhaus ZEN", true, true, "https://check.spamhaus.org/") \
	X("sbl.spamhaus.org", "Spamhaus SBL", true, false, "https://check.spamhaus.org/") \
	X("xbl.spamhaus.org", "Spamhaus XBL", true, false, "https://check.spamhaus.org/") \
	X("pbl.spamhaus.org", "Spamhaus PBL", true, false, "https://check.spamhaus.org/") \
	X("bl.spamcop.net", "SpamCop", false, true, "https://www.spamcop.net/bl.shtml") \
	X("b.barracudacentral.org", "Barracuda", false, false, "https://www.barracudacentral.org/rbl/removal-request") \
	X("psbl.surriel.com", "PSBL", false, true, "https://psbl.org/remove") \
	X("dnsbl-1.uceprotect.net", "UCEPROTECT level 1", false, true, "https://www.uceprotect.net/en/rblcheck.php") \
	X("dnsbl-2.uceprotect.net", "UCEPROTECT level 2", false, false, "https://www.uceprotect.net/en/rblcheck.php") \
	X("dnsbl-3.uceprotect.net", "UCEPROTECT level 3", false, false, "https://www.uceprotect.net/en/rblcheck.php") \
	X("bl.mailspike.net", "Mailspike", false, true, "https://mailspike.io/ip_verify") \
	X("truncate.gbudb.net", "GBUdb Truncate", false, true, "https://www.gbudb.com/truncate/") \
	X("dnsbl.dronebl.org", "DroneBL", true, true, "https://dronebl.org/lookup") \
	X("all.spamrats.com", "SpamRATS", false, false, "https://www.spamrats.com/removal.php") \
	X("dnsbl.spfbl.net", "SPFBL", true, false, "https://spfbl.net/en/delist/") \
	X("ips.backscatterer.org", "Backscatterer", false, false, "https://www.backscatterer.org/")

/* X(zone, when): lists that are no more; a receiver that still asks one should
 * stop. */
#define DNSBL_ENDED(X) \
	X("dnsbl.sorbs.net", "June 2024") \
	X("ix.dnsbl.manitu.net", "January 2025") \
	X("cbl.abuseat.org", "2021, when it became part of Spamhaus XBL") \
	X("dnsbl.ahbl.org", "2015") \
	X("bl.spamcannibal.org", "2018") \
	X("dnsbl.njabl.org", "2013")

/* X(end of the zone's name, first, last, meaning): 127.0.0.first to last; the
 * first row that fits counts. An empty zone is any. */
#define DNSBL_CODES(X) \
	X("spamhaus.org", 2, 2, "SBL: the address or its network belongs to a known spam operation") \
	X("spamhaus.org", 3, 3, "CSS: it was seen sending spam of low reputation") \
	X("spamhaus.org", 4, 7, "XBL: the machine is infected, taken over, or an open proxy") \
	X("spamhaus.org", 9, 9, "DROP: the network is hijacked or run by criminals") \
	X("spamhaus.org", 10, 10, "PBL: its provider says that it should not send mail directly") \
	X("spamhaus.org", 11, 11, "PBL: Spamhaus takes it for an end user's address, which should not send mail directly") \
	X("spamcop.net", 2, 2, "people reported spam from it within the last day or two") \
	X("barracudacentral.org", 2, 2, "it has a poor reputation: spam or viruses came from it") \
	X("psbl.surriel.com", 2, 2, "it sent mail to a spam trap") \
	X("dnsbl-1.uceprotect.net", 2, 2, "it sent mail to a spam trap within seven days") \
	X("dnsbl-2.uceprotect.net", 2, 2, "not it but its neighbours: many of its network are listed") \
	X("dnsbl-3.uceprotect.net", 2, 2, "not it but its provider: many of the provider's networks are listed") \
	X("mailspike.net", 2, 2, "it takes part in a wave of spam") \
	X("mailspike.net", 10, 10, "its reputation is the worst") \
	X("mailspike.net", 11, 11, "its reputation is very bad") \
	X("mailspike.net", 12, 12, "its reputation is bad") \
	X("truncate.gbudb.net", 2, 2, "almost all that comes from it is spam") \
	X("dronebl.org", 3, 3, "a drone of an IRC botnet") \
	X("dronebl.org", 5, 5, "a bottler") \
	X("dronebl.org", 6, 6, "an unknown spam bot or drone") \
	X("dronebl.org", 7, 7, "a drone of denial-of-service attacks") \
	X("dronebl.org", 8, 11, "an open proxy") \
	X("dronebl.org", 13, 13, "it tries passwords") \
	X("dronebl.org", 14, 14, "an open proxy (Wingate)") \
	X("dronebl.org", 15, 15, "a router that was taken over") \
	X("dronebl.org", 16, 17, "a worm or botnet that spreads by itself") \
	X("dronebl.org", 19, 19, "a VPN that is abused") \
	X("spamrats.com", 36, 36, "its PTR name looks like an end user's") \
	X("spamrats.com", 37, 37, "it has no PTR name, or one that cannot be right") \
	X("spamrats.com", 38, 38, "spam came from it") \
	X("spamrats.com", 43, 43, "it tries passwords") \
	X("spfbl.net", 2, 2, "it has a bad reputation") \
	X("spfbl.net", 3, 3, "it looks like an end user's address, or has no PTR name") \
	X("backscatterer.org", 2, 2, "it sends bounces or sender checks to people who never wrote") \
	X("", 2, 2, "listed")

/* X(number, meaning): 127.255.255.number is no listing: the list refuses to
 * answer this resolver. */
#define DNSBL_REFUSALS(X) \
	X(252, "the name of the list is misspelt") \
	X(254, "the list does not answer public resolvers: ask through one of your own, or with a key of the list's operator") \
	X(255, "too many questions come from this resolver")

/* clang-format on */

#endif
