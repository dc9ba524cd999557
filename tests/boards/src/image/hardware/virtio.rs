//! A virtio network device, with `virtio-drivers`, in static memory.

use core::ptr::NonNull;

use static_cell::ConstStaticCell;
use virtio_drivers::{
    BufferDirection, Hal, PAGE_SIZE, PhysAddr,
    device::net::VirtIONetRaw,
    transport::mmio::{MmioTransport, VirtIOHeader},
};

use super::ethernet::{Controller, FRAME};

/// The length of the queues. A frame that is sent takes two entries.
const QUEUE: usize = 2;

/// The length of a frame with the header of virtio.
const BUFFER: usize = FRAME + 12;

type Device = VirtIONetRaw<Memory, MmioTransport<'static>, QUEUE>;

pub(crate) struct Virtio {
    device: Device,
    /// That of the next received frame. QEMU keeps those after it.
    buffer: &'static mut [u8; BUFFER],
}

impl Virtio {
    /// Starts the device.
    ///
    /// # Safety
    ///
    /// There must be a slot for a virtio device at the address, and nothing else may use it.
    pub(crate) unsafe fn new(address: usize) -> Self {
        static NEXT: ConstStaticCell<[u8; BUFFER]> = ConstStaticCell::new([0; BUFFER]);

        let header = NonNull::new(core::ptr::with_exposed_provenance_mut::<VirtIOHeader>(address));
        let header = header.expect("no device is at address 0");
        // SAFETY: the caller guarantees the slot, and a slot has this size.
        let transport = unsafe { MmioTransport::new(header, 0x200) }.expect("no virtio device is in the slot");
        let mut device = Device::new(transport).expect("the virtio device is no network device");
        let buffer = NEXT.take();
        // SAFETY: the buffer is not accessed before the device has filled it.
        unsafe { device.receive_begin(buffer) }.expect("the queue is empty");
        Self { device, buffer }
    }
}

impl Controller for Virtio {
    fn receive(&mut self, frame: &mut [u8; FRAME]) -> Option<usize> {
        let token = self.device.poll_receive()?;
        // SAFETY: the token belongs to the buffer, which is the only one.
        let lengths = unsafe { self.device.receive_complete(token, self.buffer) };
        let received = lengths
            .ok()
            .and_then(|(header, length)| self.buffer.get(header..header + length));
        let received = received.unwrap_or_default();
        frame[..received.len()].copy_from_slice(received);
        let length = received.len();
        // SAFETY: the buffer is not accessed before the device has filled it.
        unsafe { self.device.receive_begin(self.buffer) }.expect("the queue is empty");
        Some(length)
    }

    fn send(&mut self, frame: &[u8]) {
        let _ = self.device.send(frame);
    }
}

/// Memory for the queues of the device. Physical addresses are those of the program.
struct Memory;

/// The pages of the queues, two each.
static PAGES: [ConstStaticCell<Page>; 4] = [const { ConstStaticCell::new(Page([0; PAGE_SIZE])) }; 4];

#[repr(align(4096))]
struct Page([u8; PAGE_SIZE]);

// SAFETY: each page is allocated once, zeroed and aligned, and devices use the same addresses as the program.
unsafe impl Hal for Memory {
    fn dma_alloc(pages: usize, _: BufferDirection) -> (PhysAddr, NonNull<u8>) {
        assert_eq!(pages, 1, "pages are allocated one by one");
        let page = PAGES.iter().find_map(ConstStaticCell::try_take);
        let page = NonNull::from(&mut page.expect("two queues take four pages").0).cast();
        (physical(page), page)
    }

    unsafe fn dma_dealloc(_: PhysAddr, _: NonNull<u8>, _: usize) -> i32 {
        0 // the device is never dropped
    }

    unsafe fn mmio_phys_to_virt(address: PhysAddr, _: usize) -> NonNull<u8> {
        unreachable!("{address:#x} would be on a PCI bus")
    }

    unsafe fn share(buffer: NonNull<[u8]>, _: BufferDirection) -> PhysAddr {
        physical(buffer.cast())
    }

    unsafe fn unshare(_: PhysAddr, _: NonNull<[u8]>, _: BufferDirection) {}
}

fn physical(address: NonNull<u8>) -> PhysAddr {
    address.expose_provenance().get() as PhysAddr
}
